// Makes a row fit to be searched: logs of what is positive, no rhythm, no spikes, and enough events in every mean.

import { type Clocks, type Rhythm, rhythmOf } from '../rhythm.ts'
import { clipSpikes } from '../segment-robust.ts'
import { valueCounts } from '../value-counts.ts'

export interface Prepared {
  /** What is searched; NaN: missing. */
  row: Float64Array
  /** Whether it holds logs of the values. */
  logs: boolean
  /** Whether the values are counts, shares of few, or mostly one value. */
  discrete: boolean
  rhythm: Rhythm
  /** Values that a mean must hold for its noise to be about normal. */
  least: number
}

/** A row is discrete where one value makes up more than this share, or where it has so few values. */
const COMMON = 0.3
const FEW_VALUES = 12
/** A spike is further than this many local standard deviations from the median of its neighbours. */
const SPIKE = 4
/** Rows of at least so many values are asked how many events a mean needs. */
const MOMENTS_FROM = 200
/** Parts about whose means moments are taken; of these so many that vary most are left out: changes may lie in them. */
const PARTS = 12
const LEFT_OUT = 2

export function prepare(values: Float64Array, clocks: Clocks | null): Prepared {
  const known = values.filter(value => !Number.isNaN(value))
  const { distinct, commonest } = valueCounts(known)
  const discrete = commonest > COMMON || distinct <= Math.min(FEW_VALUES, known.length / 4)
  const logs = !discrete && known.every(value => value > 0)
  const scaled = logs ? values.map(Math.log) : values
  const binary = distinct <= 2
  const none: Rhythm = { level: 'none', profile: new Float64Array(values.length) }
  const rhythm = clocks === null || binary ? none : rhythmOf(scaled, clocks)
  const even = scaled.map((value, i) => value - (rhythm.profile[i] as number))
  const row = discrete ? even : withoutSpikes(even)
  return { row, logs, discrete, rhythm, least: leastEvents(row) }
}

function withoutSpikes(row: Float64Array): Float64Array {
  const clipped = clipSpikes(
    row.filter(value => !Number.isNaN(value)),
    SPIKE,
  )
  let next = 0
  return row.map(value => (Number.isNaN(value) ? value : (clipped[next++] as number)))
}

/**
 * Means of g values have a skewness of s / sqrt(g) and an excess kurtosis of k / g: four times the squared skewness, which is about
 * four rare events, bring the one down to a half, and the excess kurtosis the other to one. Moments are taken about the means
 * of parts of the row, without the parts that vary most: a change of level is no tail of the noise.
 */
function leastEvents(row: Float64Array): number {
  const known = row.filter(value => !Number.isNaN(value))
  if (known.length < MOMENTS_FROM) return 1
  const parts = Array.from({ length: PARTS }, (_, k) => {
    const part = known.subarray(
      Math.floor((k * known.length) / PARTS),
      Math.floor(((k + 1) * known.length) / PARTS),
    )
    return momentsOf(part)
  }).sort((a, b) => a.second - b.second)
  const quiet = parts.slice(0, PARTS - LEFT_OUT)
  const mean = (of: (moments: PartMoments) => number): number =>
    quiet.reduce((sum, part) => sum + of(part), 0) / quiet.length
  const second = mean(part => part.second)
  if (!(second > 0)) return 1
  const skewness = mean(part => part.third) / second ** 1.5
  const excess = mean(part => part.fourth) / second ** 2 - 3
  return Math.ceil(Math.max(1, 4 * skewness ** 2, excess))
}

/** Central moments. */
interface PartMoments {
  second: number
  third: number
  fourth: number
}

function momentsOf(values: Float64Array): PartMoments {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const moment = (power: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n
  return { second: moment(2), third: moment(3), fourth: moment(4) }
}
