// Describes a standing alarm for people: what kind of change it is, since when, how large, and whether a
// limit will be crossed. It looks only at the points it is given and never changes what the monitor decided.
import { clipSpikes } from '../stats/segment-robust.ts'
import { fitShift, massInterval, type ShiftFit, type ShiftInput } from '../stats/segment-shift.ts'
import type { Alarm, Change, Direction } from './change.ts'
import {
  describeBlunt,
  describeMean,
  describeMissing,
  describeSpread,
  describeStuck,
  describeTail,
} from './describe-effect.ts'
import { type Onset, type Row, readRow } from './describe-row.ts'
import { fitSpread, fitTail, middleUnchanged, type SpreadFit } from './describe-spread.ts'
import type { DescribeInput } from './score.ts'

/** A spike is further than this many local standard deviations from the median of its neighbours. */
const SPIKE = 4
/** Where the spread itself is measured, twice as far: clipping must not hide what is looked for. */
const SPREAD_SPIKE = 8
/** Shifts of about this many standard deviations are expected beforehand; the result hardly depends on it. */
const REACH = 3
/** A log Bayes factor of 3 is odds of 20 to 1: "strong" (Kass and Raftery 1995). */
const STRONG = 3
/** A slope is claimed on odds of 3 to 1 against a step ("positive" evidence, ibid.): steps are the commoner. */
const SLOPE_MARGIN = Math.log(3)
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
  if (alarm.kind === 'stuck') return describeStuck(input)
  if (alarm.kind === 'missing') return describeMissing(input)
  const row = readRow(input)
  if (row.values.length < FEWEST || row.to <= row.from) return describeBlunt(input, row)

  const question = meanQuestion(row, alarm)
  const fits = fitBoth(question)
  if (fits === null) return describeBlunt(input, row)
  const spread = fitSpread(row, clipSpikes(row.values, SPREAD_SPIKE), better(fits), spreadSign(alarm))
  const uneven = spread !== null && spread.evidence > STRONG
  const final = (uneven ? fitBoth({ ...question, noise: spread.noise }) : null) ?? fits

  if (spread === null || meanExplains(alarm, better(final).evidence, spread)) {
    return describeMean(input, row, better(final), onsetOf(row, mixedMass(final)))
  }
  const onset = onsetOf(row, spread.mass)
  if (alarm.kind === 'distribution' && middleUnchanged(row, onset.index)) {
    const tail = fitTail(row, alarm.direction)
    if (tail !== null) return describeTail(input, row, onsetOf(row, tail.mass))
  }
  return describeSpread(input, row, spread, onset)
}

/** Whether the mean moved: the evidence for it allows already for noise that changed its size. */
function meanExplains(alarm: Alarm, mean: number, spread: SpreadFit): boolean {
  if (isMean(alarm)) return mean > STRONG || spread.evidence < STRONG + Math.max(mean, 0)
  return mean > STRONG && mean > spread.evidence
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

interface BothFits {
  step: ShiftFit
  ramp: ShiftFit
}

function fitBoth(input: ShiftInput): BothFits | null {
  const step = fitShift('step', input)
  const ramp = fitShift('ramp', input)
  return step === null || ramp === null ? null : { step, ramp }
}

function better({ step, ramp }: BothFits): ShiftFit {
  return ramp.evidence > step.evidence + SLOPE_MARGIN ? ramp : step
}

/** The onset is averaged over both shapes by their evidence: where the shape is in doubt, so is the onset. */
function mixedMass({ step, ramp }: BothFits): Float64Array {
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
