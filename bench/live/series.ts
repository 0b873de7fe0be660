// Ordinary operational series: those in which nothing changes, and those in which something does. Hours are counted from a Monday.
import { DAY, HOUR } from '../../src/core/duration.ts'
import type { Random } from '../../src/core/random.ts'
import type { ChangeKind } from '../../src/detection/change.ts'
import type { Family } from '../../src/indicators/indicator.ts'
import { poisson } from '../../test/support/detection/detection.ts'
import { autoregressive } from './null-series.ts'

/** 1970-01-05, a Monday. */
export const MONDAY = 4 * DAY

/** Makes one series: its value at each bucket in turn. */
export type Start = (random: Random) => (index: number) => number

export interface Quiet {
  name: string
  family: Family
  start: Start
}

export interface Changing extends Quiet {
  bucket: number
  /** Index of the first bucket of the new regime, and how many are watched from it on. */
  onset: number
  patience: number
  kinds: readonly ChangeKind[]
}

const bump = (hour: number): number => Math.exp(-(((hour % 24) - 13) ** 2) / 20)
const weekday = (hour: number): number => Math.floor(hour / 24) % 7
const off = (hour: number): boolean => weekday(hour) >= 5

function wander(random: Random, phi: number, size: number): (hour: number) => number {
  const next = autoregressive(random, phi)
  let day = -1
  let level = 0
  return hour => {
    const now = Math.floor(hour / 24)
    if (now !== day) level = size * next()
    day = now
    return level
  }
}

/** A rhythm in logs with AR noise of a standard deviation of .15. */
function traffic(phi: number, shape: (hour: number) => number): Start {
  return random => {
    const noise = autoregressive(random, phi)
    return hour => Math.exp(shape(hour) + 0.15 * noise())
  }
}

const weekly = (hour: number): number => (off(hour) ? 1 : 2) * bump(hour)

/** Open on weekdays from eight to six. */
function office(times: number): (hour: number) => number {
  return hour => (off(hour) || hour % 24 < 8 || hour % 24 >= 18 ? 0 : Math.log(times))
}

function garch(floor: number, news: number, stays: number): Start {
  return random => {
    let variance = 1
    let last = 0
    return () => {
      variance = floor + news * last * last + stays * variance
      last = Math.sqrt(variance) * random.normal()
      return last
    }
  }
}

function slow(memory: number, size: number): Start {
  return random => {
    const level = autoregressive(random, Math.exp(-1 / memory))
    return () => random.normal() + size * level()
  }
}

function twoScales(phi: number, size: number): Start {
  return random => {
    const noise = autoregressive(random, 0.3)
    const level = wander(random, phi, size)
    return hour => noise() + level(hour)
  }
}

const real = (name: string, start: Start): Quiet => ({ name, family: 'real', start })
const positive = (name: string, start: Start): Quiet => ({ name, family: 'positive', start })

export const ORDINARY: readonly Quiet[] = [
  ...[0.3, 0.5, 0.7].map(phi => positive(`weekday x hour, AR(${phi})`, traffic(phi, weekly))),
  positive(
    'weekday x hour, Saturday unlike Sunday',
    traffic(0.5, hour => ([1.2, 1.2, 1.2, 1.2, 1.2, 1.6, 0.5][weekday(hour)] as number) * bump(hour)),
  ),
  positive(
    'a season that drifts',
    traffic(0.5, hour => {
      const year = (2 * Math.PI * hour) / 24 / 365
      return (1 + 0.25 * Math.sin(year)) * Math.sin((2 * Math.PI * (hour - 2 * Math.sin(year + 1))) / 24)
    }),
  ),
  real('AR(.3) and a daily wander AR(.7), half its size', twoScales(0.7, 0.5)),
  real('AR(.3) and a daily wander AR(.9), its size', twoScales(0.9, 1)),
  real('white and OU of 8 hours', slow(8, 1)),
  real('white and OU of 72 hours', slow(72, 1)),
  real('GARCH(.05, .1, .85)', garch(0.05, 0.1, 0.85)),
  real('GARCH(.02, .15, .83)', garch(0.02, 0.15, 0.83)),
  real('stochastic volatility of 48 hours', random => {
    const log = autoregressive(random, Math.exp(-1 / 48))
    return () => Math.exp(0.6 * log()) * random.normal()
  }),
  real('noise three times larger by day', random => {
    const noise = autoregressive(random, 0.3)
    return hour => (hour % 24 >= 8 && hour % 24 < 20 ? 3 : 1) * noise()
  }),
  positive('a nightly job, six times the rest', random => {
    const noise = autoregressive(random, 0.3)
    return hour => 50 * Math.exp(0.12 * noise()) * (hour % 24 === 2 ? 6 : 1)
  }),
  ...[16, 4].map(times => positive(`office hours, ${times} to 1`, traffic(0.3, office(times)))),
  real('a rhythm of 0 to 15, rounded', random => {
    const noise = autoregressive(random, 0.4)
    return hour => Math.round(5 * Math.exp(1.5 * (weekly(hour) / 2 - 0.5) + 0.12 * noise()))
  }),
  ...[0.05, 0.2, 2].map(
    (rate): Quiet => ({
      name: `counts of ${rate} an hour`,
      family: 'count',
      start: random => () => poisson(() => random.uniform(), rate),
    }),
  ),
  real('counts of .5 an hour, as plain numbers', random => () => poisson(() => random.uniform(), 0.5)),
  real(
    'one value every other time',
    random => () => (random.chance(0.5) ? 10 : 10 + Math.round(5 * Math.abs(random.normal())) / 5),
  ),
  real('noughts and ones, one in five', random => () => (random.chance(0.2) ? 1 : 0)),
  real('noughts and ones, one in fifty', random => () => (random.chance(0.02) ? 1 : 0)),
  real('noughts and ones, one in two', random => () => (random.chance(0.5) ? 1 : 0)),
]

function stepped(start: Start, onset: number, size: number): Start {
  return random => {
    const value = start(random)
    return index => value(index) * (index >= onset ? size : 1)
  }
}

const daily =
  (phi: number): Start =>
  random => {
    const noise = autoregressive(random, phi)
    return () => 250 * Math.exp(0.1 * noise())
  }

export const CHANGES: readonly Changing[] = [
  ...[
    [0, 10],
    [0, 14],
    [0, 20],
    [0.3, 12],
  ].map(([phi = 0, onset = 0]) => ({
    ...positive(`daily x1.4 from day ${onset}, AR(${phi})`, stepped(daily(phi), onset, 1.4)),
    bucket: DAY,
    onset,
    patience: 56 - onset,
    kinds: ['level', 'slope'] as const,
  })),
  {
    ...real('hourly +2 sigma from hour 240, AR(.3)', random => {
      const noise = autoregressive(random, 0.3)
      return hour => noise() + (hour >= 240 ? 2 : 0)
    }),
    bucket: HOUR,
    onset: 240,
    patience: 720,
    kinds: ['level', 'slope'],
  },
  ...[0.3, 0.5, 0.7].map(phi => ({
    ...positive(`weekday x hour, AR(${phi}), +30 % on day 40`, stepped(traffic(phi, weekly), 960, 1.3)),
    bucket: HOUR,
    onset: 960,
    patience: 720,
    kinds: ['level', 'slope'] as const,
  })),
  {
    ...positive('slow burn, +.3 % a day from day 30', random => {
      const noise = autoregressive(random, 0.5)
      return hour =>
        Math.exp(
          0.1 * Math.sin((hour * Math.PI) / 12) +
            0.22 * noise() +
            Math.log(1.003) * Math.max(0, hour / 24 - 30),
        )
    }),
    bucket: HOUR,
    onset: 720,
    patience: 120 * 24,
    kinds: ['level', 'slope'],
  },
  {
    ...real('spread doubled on day 40, AR(.3)', random => {
      const noise = autoregressive(random, 0.3)
      return hour => (hour >= 960 ? 2 : 1) * noise()
    }),
    bucket: HOUR,
    onset: 960,
    patience: 720,
    kinds: ['variance'],
  },
  {
    ...positive('a nightly job that doubles on day 40', random => {
      const noise = autoregressive(random, 0.3)
      return hour => 50 * Math.exp(0.12 * noise()) * (hour % 24 === 2 ? (hour >= 960 ? 12 : 6) : 1)
    }),
    bucket: HOUR,
    onset: 960,
    patience: 720,
    kinds: ['hour'],
  },
  {
    ...positive(
      'a tail from 1 to 5 % on day 40',
      random => hour =>
        200 * Math.exp(0.2 * random.normal()) * (random.chance(hour >= 960 ? 0.05 : 0.01) ? 4 : 1),
    ),
    bucket: HOUR,
    onset: 960,
    patience: 720,
    kinds: ['tail'],
  },
  ...[24, 72].map(length => ({
    ...positive(`+30 % for ${length} hours, AR(.5)`, random => {
      const noise = autoregressive(random, 0.5)
      return (hour: number) => 700 * Math.exp(0.15 * noise()) * (hour >= 960 && hour < 960 + length ? 1.3 : 1)
    }),
    bucket: HOUR,
    onset: 960,
    patience: length + 12,
    kinds: ['level', 'slope'] as const,
  })),
]
