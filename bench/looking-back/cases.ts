// The cases of the bench: slow burns, short rows, episodes, other changes, and series in which nothing changes.
import { DAY, HOUR } from '../../src/core/duration.ts'
import type { Random } from '../../src/core/random.ts'
import {
  ar,
  type Case,
  mild,
  type Noise,
  offices,
  pace,
  poisson,
  ratioCase,
  student,
  type Truth,
  traffic,
  weekendDip,
} from './series.ts'

const level = (at: number, size: number, until?: number): Truth => ({
  relative: true,
  kind: 'level',
  direction: size < 0 ? 'down' : 'up',
  at,
  size,
  ...(until === undefined ? {} : { until }),
})
const step = (at: number, size: number): Truth => ({ ...level(at, size), relative: false })
const slope = (at: number, size: number): Truth => ({
  relative: true,
  kind: 'slope',
  direction: size < 0 ? 'down' : 'up',
  at,
  size,
})

const hourlyBurn = { base: 600, sd: 0.22, noise: ar(0.5), rhythm: mild }
const dailyBurn = { base: 600, sd: 0.08, noise: ar(0.3), rhythm: weekendDip }

export const SLOW_BURNS: readonly Case[] = [
  ratioCase(
    'hourly +.3 % a day from day 30 of 150',
    { bucket: HOUR, n: 3600, truth: slope(720, pace(0.003, 120)) },
    hourlyBurn,
  ),
  ratioCase(
    'daily +.3 % a day from day 60 of 180',
    { bucket: DAY, n: 180, truth: slope(60, pace(0.003, 120)) },
    dailyBurn,
  ),
  ratioCase(
    'hourly +.25 % a day, AR(.6)',
    { bucket: HOUR, n: 3840, truth: slope(960, pace(0.0025, 120)), odd: true },
    { ...hourlyBurn, noise: ar(0.6) },
  ),
  ratioCase(
    'daily +.3 % a day from day 30 of 150',
    { bucket: DAY, n: 150, truth: slope(30, pace(0.003, 120)), odd: true },
    dailyBurn,
  ),
  ratioCase(
    'daily -.4 % a day from day 50 of 170',
    { bucket: DAY, n: 170, truth: slope(50, pace(-0.004, 120)), odd: true },
    { ...dailyBurn, sd: 0.1, noise: ar(0.35) },
  ),
]

function short(n: number, at: number, size: number, noise: Noise, odd = false): Case {
  const name = `${n} points, x${1 + size} from ${at}`
  return ratioCase(name, { bucket: DAY, n, truth: level(at, size), odd }, { base: 80, sd: 0.1, noise })
}

export const SHORT_ROWS: readonly Case[] = [
  short(28, 14, 0.4, ar(0)),
  short(40, 20, 0.4, ar(0)),
  short(60, 30, 0.2, ar(0)),
  short(90, 45, 0.2, ar(0)),
  { ...short(45, 22, 0.35, ar(0.3)), name: '45 points, x1.35 from 22, AR(.3)' },
  short(35, 18, 0.3, ar(0), true),
  short(53, 33, -0.22, ar(0), true),
  { ...short(75, 28, 0.28, ar(0.2), true), name: '75 points, x1.28 from 28, AR(.2)' },
]

function quiet(name: string, n: number, noise: Noise, odd = false): Case {
  return ratioCase(
    `quiet ${n} points, ${name}`,
    { bucket: DAY, n, truth: null, odd },
    { base: 80, sd: 0.1, noise },
  )
}

export const SHORT_NULLS: readonly Case[] = [
  quiet('independent', 28, ar(0)),
  quiet('independent', 40, ar(0)),
  quiet('independent', 60, ar(0)),
  quiet('independent', 90, ar(0)),
  quiet('AR(.3)', 60, ar(0.3)),
  quiet('t with 5 degrees', 50, ar(0, student(5)), true),
  quiet('AR(.4)', 80, ar(0.4), true),
]

function hourly(
  name: string,
  n: number,
  values: (random: Random, i: number) => number,
  more: Partial<Case> = {},
): Case {
  return {
    name,
    bucket: HOUR,
    n,
    truth: null,
    odd: false,
    values: random => Array.from({ length: n }, (_, i) => values(random, i)),
    ...more,
  }
}

function noisy(
  name: string,
  n: number,
  noise: Noise,
  value: (z: number, i: number) => number,
  more: Partial<Case> = {},
): Case {
  return { ...hourly(name, n, () => 0, more), values: random => noise(random, n).map(value) }
}

function week(name: string, phi: number, truth: Truth | null, odd = false): Case {
  return ratioCase(
    name,
    { bucket: HOUR, n: 1920, truth, odd },
    { base: 150, sd: 0.15, noise: ar(phi), rhythm: odd ? offices : traffic },
  )
}

const twoScales =
  (phi: number, slow: number): Noise =>
  (random, n) => {
    const [fast, days] = [ar(phi)(random, n), ar(slow)(random, Math.ceil(n / 24))]
    return fast.map((z, i) => z + 0.5 * (days[Math.floor(i / 24)] as number))
  }

const garch: Noise = (random, n) => {
  let [variance, last] = [1, 0]
  return Array.from({ length: n }, () => {
    variance = 0.05 + 0.1 * last * last + 0.85 * variance
    last = Math.sqrt(variance) * random.normal()
    return last
  })
}

export const NULLS: readonly Case[] = [
  ...[0.02, 0.1, 0.3, 0.5].map(p => hourly(`0/1, p = ${p}`, 1000, random => Number(random.chance(p)))),
  ...[0.05, 0.2].map(p => hourly(`0/1, p = ${p}`, 1300, random => Number(random.chance(p)), { odd: true })),
  ...[0.05, 0.5, 2].map(mean => hourly(`counts, mean ${mean}`, 1000, random => poisson(random, mean))),
  hourly('counts, mean .2', 1300, random => poisson(random, 0.2), { odd: true }),
  hourly('ties', 1000, random =>
    random.chance(0.5) ? 10 : 10 + Math.round(5 * Math.abs(random.normal())) / 5,
  ),
  noisy('rounded AR(.5)', 1000, ar(0.5), z => Math.round(20 + 2 * z)),
  ...[0.3, 0.5, 0.7, 0.9].map(phi => week(`weekday x hour, AR(${phi})`, phi, null)),
  week('other weekday x hour, AR(.6)', 0.6, null, true),
  noisy('lognormal, AR(.5)', 1000, ar(0.5), z => Math.exp(z)),
  noisy('t with 3 degrees, AR(.5)', 1000, ar(0.5, student(3)), z => z),
  noisy('AR(.9)', 1000, ar(0.9), z => z),
  noisy('two scales, AR(.7) by the day', 4800, twoScales(0.3, 0.7), z => 500 + 20 * z),
  noisy('two scales, AR(.8) by the day', 4800, twoScales(0.4, 0.8), z => 500 + 20 * z, { odd: true }),
  noisy('GARCH(.05, .1, .85)', 4800, garch, z => 100 + 5 * z),
  noisy('three times louder by day', 4800, ar(0.3), (z, i) => 100 + (i % 24 >= 8 && i % 24 < 20 ? 6 : 2) * z),
  noisy('five minutes, AR(.8)', 4032, ar(0.8), z => 100 + 5 * z, { bucket: HOUR / 12, odd: true }),
]

const doubled: Truth = { kind: 'variance', direction: 'up', at: 960, size: 1, relative: true }

export const CHANGES: readonly Case[] = [
  week('weekday x hour, AR(.5), +30 %', 0.5, level(960, 0.3)),
  week('other weekday x hour, AR(.6), -30 %', 0.6, level(1000, -0.3), true),
  noisy('t with 3 degrees, +1 sigma', 1000, ar(0, student(3)), (z, i) => z + (i >= 500 ? 1 : 0), {
    truth: step(500, 1),
  }),
  noisy('AR(.3), +1 sigma', 1000, ar(0.3), (z, i) => z + (i >= 500 ? 1 : 0), { truth: step(500, 1) }),
  noisy('AR(.8), +1.5 sigma', 1000, ar(0.8), (z, i) => z + (i >= 430 ? 1.5 : 0), {
    truth: step(430, 1.5),
    odd: true,
  }),
  noisy('standard deviation doubles', 1680, ar(0.3), (z, i) => 400 + (i < 960 ? 20 : 40) * z, {
    truth: doubled,
  }),
  hourly('0/1, p .05 -> .15', 1000, (random, i) => Number(random.chance(i < 500 ? 0.05 : 0.15)), {
    truth: step(500, 0.1),
  }),
  hourly('counts, mean .5 -> 1', 1000, (random, i) => poisson(random, i < 500 ? 0.5 : 1), {
    truth: step(500, 0.5),
  }),
]

function rollback(name: string, hours: number, size: number, odd = false): Case {
  const truth = level(960, size, 960 + hours)
  return ratioCase(
    name,
    { bucket: HOUR, n: 1680, truth, odd },
    { base: 700, sd: 0.15, noise: ar(0.5), rhythm: mild },
  )
}

export const EPISODES: readonly Case[] = [
  rollback('+30 % for 72 h', 72, 0.3),
  rollback('+30 % for 24 h', 24, 0.3),
  rollback('-30 % for 48 h', 48, -0.3, true),
]
