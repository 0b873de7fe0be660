// A change of a whole, divided exactly among its parts (*each got worse*) and the way in which work is spread over them (*the mix
// changed*), with intervals.
import type { Interval } from '../../../core/interval.ts'
import type { Sliced } from '../../../core/turns/pause.ts'
import type { Indicator, Window } from '../../../indicators/indicator.ts'
import { mergeMeasures, startTally, type Tally } from '../../../indicators/tally.ts'
import { t975 } from '../../../stats/intervals/student.ts'
import { shapley } from '../../../stats/shapley.ts'
import { type Part, valueOfMixture } from './mixture.ts'

/** What was added up in a stretch of time, by part. The measures of the indicator are looked at alone. */
export type Stretch = ReadonlyMap<string, Tally>

export interface Side {
  /** At least `FEWEST_STRETCHES`, one after the other; each may leave parts out. */
  stretches: readonly Stretch[]
  window: Window
}

export interface Contribution {
  /** Name of the part; null: the mix. */
  part: string | null
  /** Share of the whole change, 1: all of it, with its 95 % interval; below 0 where it goes against it. */
  share: Interval
  /** Share of the work, before and after; of the mix 0. */
  work: { before: number; after: number }
  /** What the indicator says of the part alone; null: too little. */
  value: { before: number | null; after: number | null }
}

export interface Decomposition {
  before: number
  after: number
  /** The parts in their order, then the mix; the shares add up to 1. */
  contributions: readonly Contribution[]
  /** The interval of what several of them, by their places, carry together. */
  together(places: readonly number[]): Interval
}

export const FEWEST_STRETCHES = 5

/**
 * The value is taken as a function of the mix and of each part's own distribution, and each of these as a player that goes over from
 * what was to what is: Shapley's value divides the difference exactly. Of a mean or a share it is the decomposition of Kitagawa
 * (1955, J. Am. Stat. Assoc. 50, 1168-1194). A part that is missing on one side counts as what it is on the other: that it came or
 * went is a matter of the mix. Intervals by the jackknife that leaves out one stretch at a time, each side for itself, so stretches
 * should be longer than noise remembers. Null where the indicator declines, or the whole did not change.
 */
export function* decompose(
  indicator: Asked,
  parts: readonly string[],
  before: Side,
  after: Side,
): Sliced<Decomposition | null> {
  const [was, is] = [partsOf(indicator, parts, before), partsOf(indicator, parts, after)]
  if (!answers(indicator, was, before.window) || !answers(indicator, is, after.window)) return null
  const whole = divided(indicator, was, is, after.window)
  if (whole === null) return null
  const left: [Divided[], Divided[]] = [[], []]
  for (const [place, side] of [before, after].entries()) {
    for (const stretch of side.stretches) {
      yield
      const rest = partsOf(indicator, parts, side, stretch)
      const one =
        place === 0 ? divided(indicator, rest, is, after.window) : divided(indicator, was, rest, after.window)
      if (one === null) return null
      left[place]?.push(one)
    }
  }
  const together = (places: readonly number[]): Interval => {
    const sum = ({ shares }: Divided): number =>
      places.reduce((total, place) => total + (shares[place] ?? 0), 0)
    return jackknife(
      sum(whole),
      left.map(side => side.map(sum)),
    )
  }
  const contributions = [...parts, null].map((part, place): Contribution => {
    const [old, now] = [was[place], is[place]]
    return {
      part,
      share: together([place]),
      work: { before: shareOf(old, was), after: shareOf(now, is) },
      value: {
        before: ownValue(indicator, old, before.window),
        after: ownValue(indicator, now, after.window),
      },
    }
  })
  return { before: whole.before, after: whole.after, contributions, together }
}

/** What the mix carries of the change, 1: all of it; without an interval, however few the stretches. Null as `decompose`. */
export function shareOfMix(
  indicator: Asked,
  parts: readonly string[],
  before: Side,
  after: Side,
): number | null {
  const [was, is] = [partsOf(indicator, parts, before), partsOf(indicator, parts, after)]
  if (!answers(indicator, was, before.window) || !answers(indicator, is, after.window)) return null
  return divided(indicator, was, is, after.window)?.shares[parts.length] ?? null
}

type Asked = Pick<Indicator, 'measures' | 'estimate'>

interface Divided {
  before: number
  after: number
  /** Of the parts in their order, and of the mix. */
  shares: readonly number[]
}

function divided(
  indicator: Asked,
  was: readonly Part[],
  is: readonly Part[],
  window: Window,
): Divided | null {
  const mix = 1 << was.length
  const worths = new Map<number, number>()
  let declined = false
  const worth = (coalition: number): number => {
    const shares = (coalition & mix) === 0 ? was : is
    const weighed = was.flatMap((old, place) => {
      const now = is[place]
      if (now === undefined) return []
      const [wanted, other] = (coalition & (1 << place)) === 0 ? [old, now] : [now, old]
      return [{ part: wanted.size > 0 ? wanted : other, share: shareOf(shares[place], shares) }]
    })
    const value = valueOfMixture(indicator, weighed, window)
    if (value === null) declined = true
    worths.set(coalition, value ?? 0)
    return value ?? 0
  }
  const values = shapley(was.length + 1, worth)
  const [before, after] = [worths.get(0) ?? 0, worths.get(2 * mix - 1) ?? 0]
  if (declined || before === after) return null
  return { before, after, shares: values.map(value => value / (after - before)) }
}

function partsOf(
  indicator: Asked,
  names: readonly string[],
  { stretches, window }: Side,
  without?: Stretch,
): Part[] {
  return names.map(name => {
    const tally = startTally()
    for (const stretch of stretches) {
      const own = stretch === without ? undefined : stretch.get(name)
      if (own !== undefined) mergeMeasures(tally, own, indicator.measures)
    }
    return { tally, size: indicator.estimate(tally, window).n }
  })
}

/** Whether there is enough in all parts together: a mixture is made as large as it has to be. */
function answers({ measures, estimate }: Asked, parts: readonly Part[], window: Window): boolean {
  const all = startTally()
  for (const { tally } of parts) mergeMeasures(all, tally, measures)
  return estimate(all, window).ok
}

function ownValue({ estimate }: Asked, part: Part | undefined, window: Window): number | null {
  const own = part === undefined ? null : estimate(part.tally, window)
  return own?.ok === true ? own.value : null
}

function shareOf(part: Part | undefined, all: readonly Part[]): number {
  const total = all.reduce((sum, { size }) => sum + size, 0)
  return part === undefined || total === 0 ? 0 : part.size / total
}

/**
 * Of the value of all from those of all but one stretch. The sides are independent: their variances add up, with the degrees of
 * freedom of Welch (1947). By Efron and Stein (1981) the variance is not too small on average.
 */
function jackknife(value: number, sides: ReadonlyArray<readonly number[]>): Interval {
  const variances = sides.map(left => {
    const mean = left.reduce((sum, one) => sum + one, 0) / left.length
    const squares = left.reduce((sum, one) => sum + (one - mean) ** 2, 0)
    return ((left.length - 1) / left.length) * squares
  })
  const variance = variances.reduce((sum, one) => sum + one, 0)
  if (variance === 0) return { value, lower: value, upper: value }
  const spread = variances.reduce((sum, one, side) => sum + one ** 2 / ((sides[side]?.length ?? 2) - 1), 0)
  const half = t975(variance ** 2 / spread) * Math.sqrt(variance)
  return { value, lower: value - half, upper: value + half }
}
