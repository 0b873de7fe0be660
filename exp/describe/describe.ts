// Describes a standing alarm for people: what kind of change it is, since when, how large, and whether a
// limit will be crossed. It looks only at the points it is given and never changes what the monitor decided.
import { DAY } from '../../core/duration.ts'
import { clippedMoments } from '../../stats/robust.ts'
import { fitRamp } from '../../stats/segmentation/segment-ramp.ts'
import { clipSpikes } from '../../stats/segmentation/segment-robust.ts'
import {
  fitShift,
  massInterval,
  type ShiftFit,
  type ShiftInput,
} from '../../stats/segmentation/segment-shift.ts'
import type { Alarm, Change, ChangeKind, Direction } from '../change.ts'
import { watchThreshold } from '../evidence/levels.ts'
import { type DescribeInput, toScale } from '../evidence/score.ts'
import { describeBurst } from './burst.ts'
import {
  type Described,
  describeBlunt,
  describeMean,
  describeMissing,
  describeSpread,
  describeStuck,
  describeTail,
  goodOf,
} from './effect.ts'
import { type KindEvidence, meanEvidence, sureness } from './kind.ts'
import { type Onset, type Row, readRow } from './row.ts'
import { fitSpread, fitTail, type SpreadFit } from './spread-change.ts'

/** A spike is further than this many local standard deviations from the median of its neighbours. */
const SPIKE = 4
/** Where the spread itself is measured, twice as far: clipping must not hide what is looked for. */
const SPREAD_SPIKE = 8
/** Shifts of about this many standard deviations are expected beforehand; the result hardly depends on it. */
const REACH = 3
/** A log Bayes factor of 3 is odds of 20 to 1: "strong" (Kass and Raftery 1995). */
const STRONG = 3
/** A rise of a standard deviation takes a day or longer, and at least so many buckets: else it is a step. */
const FASTEST_RAMP = 8
/** Coverage of the onset's interval. */
const ONSET_SHARE = 0.9
/** Fewer values than this carry no fit. */
const FEWEST = 8

/**
 * The change behind an alarm. Intervals: onset 90 %, effects 95 %. Takes time in proportion to the points and
 * memory for at most about 4,096 of them; a row of more is averaged in twos, fours and so on.
 */
export function describeChange(input: DescribeInput): Change {
  const { alarm } = input
  if (alarm.kind === 'stuck') return { ...describeStuck(input), ...KNOWN }
  if (alarm.kind === 'missing') return { ...describeMissing(input), ...KNOWN }
  if (alarm.kind === 'burst') return { ...describeBurst(input), ...KNOWN }
  if (alarm.kind === 'hour') return describeHour(input)
  const row = readRow(input)
  if (alarm.kind === 'tail') {
    const tail = row.values.length < FEWEST || row.to <= row.from ? null : fitTail(row, alarm.direction)
    if (tail !== null) return { ...describeTail(input, row, onsetOf(row, tail.mass)), ...KNOWN }
  }
  const fits = row.values.length < FEWEST || row.to <= row.from ? null : fitAll(row, input)
  if (fits === null) return { ...describeBlunt(input, row), kindProbability: 0.5, alternative: unsure(alarm) }

  const described = describeFits(input, row, fits)
  return { ...described, ...sureness(described.kind, fits.evidence) }
}

/** The hour of the day at which the alarm was raised, as a series of its own: a point a day. */
function describeHour(input: DescribeInput): Change {
  const { alarm, baseline, options, points } = input
  const own = points.filter(({ at }) => (at - alarm.at) % DAY === 0)
  const scores = own.flatMap(({ at, value }) =>
    value === null || at >= baseline.to ? [] : [toScale(baseline.scale, value)],
  )
  if (scores.length === 0) return describeChange({ ...input, alarm: { ...alarm, kind: 'level' } })
  const { location: center, scale } = clippedMoments(scores, SPIKE)
  const asLevel: DescribeInput = {
    points: own,
    alarm: { ...alarm, kind: 'level' },
    options: { ...options, bucket: DAY, limit: null },
    baseline: { ...baseline, center, sigma: scale > 0 ? scale : baseline.sigma, phi: 0 },
  }
  const fitted = describeChange(asLevel)
  // What is said of an hour is how high it lies: where its spread moved more than its level, that is told bluntly.
  const change = fitted.kind === 'variance' ? describeBlunt(asLevel, readRow(asLevel)) : fitted
  const direction = change.effect.sigma < 0 ? 'down' : 'up'
  return {
    ...change,
    kind: 'hour',
    direction,
    good: goodOf(options, 'hour', direction),
    ...KNOWN,
    breach: null,
  }
}

/** Silence, sticking and spikes are seen, not inferred. */
const KNOWN = { kindProbability: 1, alternative: null }

function unsure({ kind }: Alarm): ChangeKind {
  return kind === 'level' ? 'slope' : 'level'
}

interface Fits extends MeanFits {
  /** About the mean that moved; null where it cannot be measured. */
  spread: SpreadFit | null
  /** About a mean that did not; only growth of it raises an alarm that the mean moved. */
  still: SpreadFit | null
  /** Of a mean that moved: alone, or with the spread. */
  evidence: KindEvidence
}

/**
 * Steps and ramps are judged in the noise that there is: where its size changed, that is accounted for first. A mean
 * that moved far looks like a spread that grew to whoever holds the mean still. So where the alarm says that the mean
 * moved, what speaks for a new spread speaks for "the mean moved besides" too, less the price of a second change; or,
 * where no spread is seen about the moved mean, less what chance alone reaches in the looks an alarm is the largest of.
 */
function fitAll(row: Row, { alarm, options }: DescribeInput): Fits | null {
  const question = meanQuestion(row, alarm)
  const first = fitMean(question, row)
  if (first === null) return null
  const values = clipSpikes(row.values, SPREAD_SPIKE)
  const spread = fitSpread(row, values, better(first), spreadSign(alarm))
  const unmoved = { ...first.step, effect: { value: 0, error: 0 } }
  const still =
    spread === null ? null : fitSpread(row, values, unmoved, isMean(alarm) ? 1 : spreadSign(alarm))
  const variance = still?.evidence ?? Number.NEGATIVE_INFINITY
  const uneven = spread !== null && spread.evidence > STRONG
  const { step, ramp } = (uneven ? fitMean({ ...question, noise: spread.noise }, row) : null) ?? first
  const price = uneven ? STRONG : Math.log(watchThreshold(options.bucket))
  const besides = isMean(alarm) ? Math.max(variance - price, 0) : 0
  const evidence = { level: step.evidence + besides, slope: ramp.evidence + besides, variance }
  return { step, ramp, spread, still, evidence }
}

function describeFits(input: DescribeInput, row: Row, fits: Fits): Described {
  const { alarm } = input
  const { spread, still } = fits
  if (spread === null || still === null || meanExplains(alarm, fits)) {
    return describeMean(input, row, better(fits), onsetOf(row, mixedMass(fits)))
  }
  const told = !isMean(alarm) && better(fits).evidence > STRONG ? spread : still
  const onset = onsetOf(row, told.mass)
  return describeSpread(input, row, told, onset)
}

/** Whether the mean moved, alone or with the spread; without an alarm that says so it takes strong evidence. */
function meanExplains(alarm: Alarm, fits: Fits): boolean {
  return (
    meanEvidence(fits.evidence) > fits.evidence.variance && (isMean(alarm) || better(fits).evidence > STRONG)
  )
}

function meanQuestion(row: Row, alarm: Alarm): ShiftInput {
  return {
    positions: row.positions,
    values: clipSpikes(row.values, SPIKE),
    phi: row.phi,
    noise: null,
    from: row.from,
    to: row.to,
    sign: isMean(alarm) ? signOf(alarm.direction) : 0,
    anchor: row.anchor,
    reach: REACH,
  }
}

interface MeanFits {
  step: ShiftFit
  ramp: ShiftFit
}

function fitMean(input: ShiftInput, { step: width }: Row): MeanFits | null {
  const step = fitShift('step', input)
  const ramp = fitRamp(input, Math.max(FASTEST_RAMP, DAY / width))
  return step === null || ramp === null ? null : { step, ramp }
}

function better({ step, ramp }: MeanFits): ShiftFit {
  return ramp.evidence > step.evidence ? ramp : step
}

/** The onset is averaged over both shapes by their evidence: where the shape is in doubt, so is the onset. */
function mixedMass({ step, ramp }: MeanFits): Float64Array {
  const weight = 1 / (1 + Math.exp(ramp.evidence - step.evidence))
  return step.mass.map((value, k) => weight * value + (1 - weight) * (ramp.mass[k] as number))
}

function onsetOf(row: Row, mass: Float64Array): Onset {
  const { median, lower, upper } = massInterval(mass, ONSET_SHARE)
  return { index: row.from + median, lower: row.from + lower, upper: row.from + upper }
}

function isMean({ kind }: Alarm): boolean {
  return kind === 'level' || kind === 'slope'
}

function spreadSign({ kind, direction }: Alarm): -1 | 0 | 1 {
  return kind === 'variance' ? signOf(direction) : 0
}

function signOf(direction: Direction): -1 | 1 {
  return direction === 'up' ? 1 : -1
}
