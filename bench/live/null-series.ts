// Series in which nothing ever changes, of every kind that fools detectors; and the steps and ramps that should be seen.
import { HOUR } from '../../src/core/duration.ts'
import type { Random } from '../../src/core/random.ts'
import type { Family } from '../../src/indicators/indicator.ts'
import { poisson } from '../../test/support/detection/detection.ts'

export interface NullSeries {
  name: string
  family: Family
  /** Makes one series: its value at each hour in turn; null where there is none. */
  start(random: Random): (hour: number) => number | null
  /**
   * Where the aim of 1 watch and .1 page in 1,000 series-days is missed: what docs/reference/detectors/evidence.md says in its
   * place, over 60,000 series-days, at its upper 95 % bound. It is a bound on what is claimed, not an aim.
   */
  claimed?: { watch: number; page: number }
}

export const NULLS: readonly NullSeries[] = [
  { name: 'iid normal', family: 'real', start: random => () => random.normal() },
  ...[0.5, 0.8, 0.95].map(phi => ({
    name: `AR(${phi})`,
    family: 'real' as const,
    start: (random: Random) => autoregressive(random, phi),
  })),
  {
    name: 'lognormal(1), AR(0.5)',
    family: 'positive',
    start: random => {
      const log = autoregressive(random, 0.5)
      return () => Math.exp(log())
    },
  },
  {
    name: 'Student t, 3 d.f.',
    family: 'real',
    start: random => () => student(random),
    claimed: { watch: 7.5, page: 0.6 },
  },
  {
    name: 'daily and weekly season',
    family: 'real',
    start: random => hour => rhythm(hour) + random.normal(),
  },
  { name: 'Poisson(0.5)', family: 'count', start: random => () => poisson(() => random.uniform(), 0.5) },
  {
    name: '30 % missing',
    family: 'real',
    start: random => () => {
      const value = random.normal()
      return random.chance(0.3) ? null : value
    },
  },
  {
    name: 'Poisson, strong season',
    family: 'count',
    start: random => hour => poisson(() => random.uniform(), 6 * Math.exp(rhythm(hour) / 1.5)),
  },
  {
    name: 'nought or one, one in ten',
    family: 'real',
    start: random => () => (random.chance(0.1) ? 1 : 0),
  },
  {
    name: 'rounded to half a sigma',
    family: 'real',
    start: random => () => Math.round(2 * random.normal()) / 2,
    claimed: { watch: 1.7, page: 0.4 },
  },
  {
    name: '2 % of 20',
    family: 'proportion',
    start: random => () => {
      let failures = 0
      for (let trial = 0; trial < TRIALS; trial += 1) failures += random.chance(0.02) ? 1 : 0
      return failures / TRIALS
    },
  },
]

/** The number of trials behind every proportion. */
export const TRIALS = 20

/** A stationary AR(1) of unit variance. */
export function autoregressive(random: Random, phi: number): () => number {
  let level = random.normal()
  return () => {
    const now = level
    level = phi * level + Math.sqrt(1 - phi * phi) * random.normal()
    return now
  }
}

/** A sine of 1.5 sigma a day, and weekends one sigma lower. */
function rhythm(hour: number): number {
  const day = Math.floor((hour * HOUR) / (24 * HOUR)) % 7
  return 1.5 * Math.sin((2 * Math.PI * hour) / 24) - (day >= 5 ? 1 : 0)
}

function student(random: Random): number {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2
  return random.normal() / Math.sqrt(squares / 3)
}
