// Whether marks come more often than they did before some moment, where nobody knows how often that was.

/** Points that carry a mark or none. Plain JSON, whole numbers. */
export interface Marks {
  /** In all, from the baseline on. */
  readonly points: number
  readonly marks: number
  /** Points up to each of the last marks, from the one before; the first from where the watch began. Oldest first. */
  readonly gaps: readonly number[]
  /** Points since the last mark. */
  readonly open: number
}

export const NO_MARKS: Marks = { points: 0, marks: 0, gaps: [], open: 0 }

/** How many times as often. */
const TIMES = [2, 4, 8] as const
/** Twice as often is found within some fifty marks; what began earlier is given up. */
const KEPT = 64

export function addPoint<Some extends Marks>(before: Some): Some {
  return { ...before, points: before.points + 1, open: before.open + 1 }
}

export function addMark<Some extends Marks>(before: Some): Some {
  const gaps = before.gaps.length < KEPT ? before.gaps : before.gaps.slice(1 - KEPT)
  return {
    ...before,
    points: before.points + 1,
    marks: before.marks + 1,
    gaps: [...gaps, before.open + 1],
    open: 0,
  }
}

/**
 * The sum, over every moment at which it may have begun, of what the marks say for more of them since: the mean of two, four and
 * eight times as many. With an unknown rate under the scale-invariant prior (Pérez-Ortiz et al. 2024, E-statistics, group invariance
 * and anytime-valid testing), k marks since the moment of K in all are worth m^k (n / (n + (m - 1) x))^K, n being all points and x those
 * since. Of marks at random it is n at most in the mean, whatever their rate is: there is none to be learned too small.
 */
export function evidenceOf({ points, marks, gaps, open }: Marks): number {
  let sum = 0
  for (const times of TIMES) {
    const more = (times - 1) / points
    const power = marks - 1
    const scale = 1 / (more * power)
    // A sum over whole points is nearest to an integral between their middles.
    let from = open + 0.5
    let worth = 1
    let kept = Math.exp(-power * Math.log1p(more * from))
    for (let index = gaps.length - 1; index >= 0 && marks > gaps.length - index; index -= 1) {
      worth *= times
      from += gaps[index] as number
      const next = Math.exp(-power * Math.log1p(more * from))
      sum += worth * scale * (kept - next)
      kept = next
    }
  }
  return Number((sum / TIMES.length).toPrecision(6))
}

/** What chance makes of the likeliest moment, in nats. */
const BY_CHANCE = 4

/** What was before the likeliest moment from which on there are more, where more than chance speaks for one. */
export function marksBefore({ points, marks, gaps, open }: Marks): Marks {
  let best: number = BY_CHANCE
  let [few, short] = [marks, points]
  for (const times of TIMES) {
    let since = open
    for (let index = gaps.length - 1; index >= 0; index -= 1) {
      const count = gaps.length - index
      const log = count * Math.log(times) - marks * Math.log1p(((times - 1) / points) * (since + 1))
      if (log > best) [best, few, short] = [log, marks - count, points - since - 1]
      since += gaps[index] as number
    }
  }
  return { ...NO_MARKS, marks: few, points: short }
}
