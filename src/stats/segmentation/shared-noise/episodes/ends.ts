// Where an episode began and ended: the posterior over every pair of ends, of which either gets its place and its bounds.
import { massInterval } from '../../segment-shift.ts'
import type { Span } from './spans.ts'

export interface Ends {
  /** First position of it, and first position after it: the medians. */
  from: number
  to: number
  /** Bounds that hold 90 %. */
  onset: { lower: number; upper: number }
  end: { lower: number; upper: number }
}

/** So many positions around an end are looked at, or as many as the episode has. */
const MARGIN = 24
/** The shortest has so many positions. */
const LEAST = 4
/** Standard deviation of its height beforehand, in those of innovations: wide. */
const WIDE = 10
const SHARE = 0.9

/**
 * One height over the window and none around it, in AR(1) noise. Whitened, that is what the first value and the one after the last jump by,
 * and (1 - phi) of the height in between; the height is averaged over, of the sign that it has in `core`.
 *
 * @param steps innovations of the row in their standard deviations
 * @param core about where it is; both ends may lie as far beyond it as it is long, within `free`
 */
export function endsOf(steps: Float64Array, phi: number, core: Span, free: Span): Ends {
  const around = Math.max(core.to - core.from, MARGIN)
  const first = Math.max(free.from, core.from - around, 0)
  const last = Math.min(free.to, core.to + around, steps.length - 1)
  const sums = runningSums(steps)
  const sign = Math.sign(scoreOf(steps, sums, core, phi))
  const count = last - first + 1
  const [begins, ends] = [new Float64Array(count), new Float64Array(count)]
  const most = mostLikely()
  let total = 0
  eachPair((from, to, log) => {
    const mass = Math.exp(log - most)
    begins[from - first] = (begins[from - first] as number) + mass
    ends[to - first] = (ends[to - first] as number) + mass
    total += mass
  })
  if (!(total > 0)) return { ...core, onset: boundsAt(core.from), end: boundsAt(core.to) }
  const [onset, end] = [begins, ends].map(mass =>
    massInterval(
      mass.map(value => value / total),
      SHARE,
    ),
  ) as [Mass, Mass]
  return {
    from: first + onset.median,
    to: first + end.median,
    onset: { lower: first + onset.lower, upper: first + onset.upper },
    end: { lower: first + end.lower, upper: first + end.upper },
  }

  function mostLikely(): number {
    let best = Number.NEGATIVE_INFINITY
    eachPair((_from, _to, log) => {
      best = Math.max(best, log)
    })
    return best
  }

  function eachPair(take: (from: number, to: number, log: number) => void): void {
    for (let from = first; from + LEAST <= last; from++) {
      for (let to = from + LEAST; to <= last; to++) {
        const score = scoreOf(steps, sums, { from, to }, phi)
        if (score * sign <= 0) continue
        const known = informationOf(to - from, phi) + 1 / WIDE ** 2
        take(from, to, (score * score) / known / 2 - Math.log(known) / 2)
      }
    }
  }
}

type Mass = ReturnType<typeof massInterval>

/** What a height of one over so many positions says about itself, in units of the noise. */
export function informationOf(length: number, phi: number): number {
  return 1 + (length - 1) * (1 - phi) ** 2 + phi * phi
}

/** Innovations of a window and of the position after it, weighed as a height of one would move them. */
export function scoreOf(steps: Float64Array, sums: Float64Array, { from, to }: Span, phi: number): number {
  const inside = (sums[to] as number) - (sums[from + 1] as number)
  return (steps[from] as number) + (1 - phi) * inside - phi * (steps[to] as number)
}

function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = (sums[i] as number) + (values[i] as number)
  return sums
}

function boundsAt(at: number): { lower: number; upper: number } {
  return { lower: at, upper: at }
}
