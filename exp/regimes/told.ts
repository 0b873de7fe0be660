// Which changes a row of regimes is told as: every step where it is, every slope once, and nothing beyond where it was seen.
import type { Interval } from '../../core/interval.ts'
import type { Estimate, Stretch } from '../../stats/segmentation/stretch.ts'
import { HALF } from './regime.ts'

/** Where a stretch begins: with a step, or with another direction. */
export interface Meeting {
  onset: Interval
  /** Null: the level goes on without one. */
  step: Estimate | null
}

/** In the scale of the row. */
export interface Told {
  kind: 'level' | 'slope'
  /** Place in the list of stretches where it begins. */
  place: number
  onset: Interval
  /** Fitted levels at the end of the stretch before, and after the step or at the end of the slope. */
  from: number
  to: number
  size: Estimate
  /** Of a slope: first index after what it is told of. */
  end: number
  /** Of a slope: where it levelled out or turned; null of one that goes on, and of a level. */
  ended: Interval | null
}

/** A stretch goes up or down where its line does by so many standard errors. */
const CLEAR = 3
/** A slope goes on until its pace is less than this share of what it was, and is told anew from this multiple on. */
const LEVELLED = 0.25
const FASTER = 2
/** A step against the slope that it begins with is told where it is so much of it, or where it ends another. */
const AGAINST = 0.5

/** A slope that has begun, and whether it was interrupted by a step. */
interface Standing {
  told: Told
  closed: boolean
  begin: Stretch
}

/**
 * `meetings[k]` is where `stretches[k]` begins, or `slack` indices from there; `natural` leads from the scale of the row to its unit. A
 * pace counts as another only where it is so in both: what grows evenly slows down in logs, and what grows by an even share speeds up
 * in its unit.
 */
export function toldOf(
  stretches: readonly Stretch[],
  meetings: readonly Meeting[],
  { natural, slack }: { natural: Scale; slack: number },
): Told[] {
  const told: Told[] = []
  let standing: Standing | null = null
  for (const [place, stretch] of stretches.entries()) {
    const older = stretches[place - 1]
    const meeting = meetings[place] as Meeting
    const level = older === undefined ? null : levelAt(older, stretch, meeting, slack)
    if (older !== undefined && level !== null) told.push(levelOf(place, older, level, meeting.onset))
    const rise = clearRise(stretch)
    const pace = paceOf(standing, stretch, natural)
    if (standing !== null && pace < LEVELLED) {
      standing.told.ended = meeting.onset
      standing = null
    }
    if (standing !== null && rise !== null && pace < FASTER) {
      standing.closed ||= level !== null
      if (!standing.closed) extend(standing.told, stretch, rise)
      continue
    }
    if (rise === null || (level !== null && isAlike(level, rise))) continue
    const begun = slopeOf(place, stretch, rise, { ...meeting, older, level })
    told.push(begun)
    standing = { told: begun, closed: false, begin: stretch }
  }
  return told
}

/**
 * The step between two stretches, where it is told by itself: not as the smaller part of the slope that it begins, nor where it is no more
 * than a bend that lies so near by would make.
 */
function levelAt(older: Stretch, newer: Stretch, { step }: Meeting, slack: number): Estimate | null {
  if (step === null || Math.abs(step.value) <= HALF * step.error) return null
  if (Math.abs(step.value) <= slack * Math.max(steepness(older), steepness(newer))) return null
  const rise = clearRise(newer)
  if (rise === null) return step
  const against = clearRise(older) === null ? AGAINST : 0
  const share = isAlike(step, rise) ? 1 : against
  return Math.abs(step.value) < share * Math.abs(rise.value) ? null : step
}

function levelOf(place: number, older: Stretch, size: Estimate, onset: Interval): Told {
  const from = older.end
  return { kind: 'level', place, onset, from, to: from + size.value, size, end: onset.value, ended: null }
}

function isAlike(a: Estimate, b: Estimate): boolean {
  return Math.sign(a.value) === Math.sign(b.value)
}

function steepness({ from, to, rise }: Stretch): number {
  return rise === null ? 0 : Math.abs(rise.value) / Math.max(to - from - 1, 1)
}

function clearRise({ rise }: Stretch): Estimate | null {
  return rise !== null && Math.abs(rise.value) > CLEAR * rise.error ? rise : null
}

/** Pace of a stretch in those of the slope that stands: where unit and scale differ, the one nearer to one. Negative: it turned. */
function paceOf(standing: Standing | null, stretch: Stretch, natural: Scale): number {
  if (standing === null || clearRise(stretch) === null) return 0
  const { told, begin } = standing
  const { from, to, start, end } = stretch
  const length = told.end - begin.from
  const share = (as: Scale): number =>
    (as(end) - as(start)) / Math.max(to - from - 1, 1) / ((as(told.to) - as(told.from)) / length)
  const [own, unit] = [share(value => value), share(natural)]
  if (!(own > 0 && unit > 0)) return own
  return Math.abs(Math.log(own)) < Math.abs(Math.log(unit)) ? own : unit
}

type Scale = (value: number) => number

function extend(told: Told, { to, end }: Stretch, { error }: Estimate): void {
  told.to = end
  told.end = to
  told.size = { value: told.to - told.from, error: Math.hypot(told.size.error, error) }
}

interface Beginning extends Meeting {
  older: Stretch | undefined
  /** The step, where it is told by itself. */
  level: Estimate | null
}

function slopeOf(
  place: number,
  { start, end, to }: Stretch,
  rise: Estimate,
  { older, onset, level, step }: Beginning,
): Told {
  const from = level === null && older !== undefined ? older.end : start
  const error = level === null && step !== null ? Math.hypot(rise.error, step.error) : rise.error
  return {
    kind: 'slope',
    place,
    onset,
    from,
    to: end,
    size: { value: end - from, error },
    end: to,
    ended: null,
  }
}
