// Series of which it is known what is wrong with them, one for each detector: one that is switched off, or does not work, raises nothing
// on its own, whatever the series of the installation are like.
import { HOUR } from '../../core/duration.ts'
import { type Random, randomStream } from '../../core/random.ts'
import type { Monitor, MonitorOptions } from '../../detection/change.ts'
import type { Point } from '../../series/series.ts'

export interface KnownAnswer {
  /** Whose alarm has to come. */
  detector: string
  /** What is wrong with the series, in words. */
  words: string
  family: MonitorOptions['family']
  hours: number
  value(hour: number, random: Random): number | null
  /** Memory from hour to hour of what `value` adds noise to: AR(1) of unit variance, added to it. */
  phi?: number
  /** Somebody accepts each new level once an alarm has stood for so many hours. */
  acceptedAfter?: number
}

/** From this hour on something is wrong. */
const FROM = 700

export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    detector: 'level',
    words: 'one and a half deviations higher',
    family: 'real',
    hours: 900,
    value: (hour, random) => random.normal() + (hour >= FROM ? 1.5 : 0),
  },
  {
    detector: 'rates',
    words: 'thirty events an hour instead of twenty',
    family: 'count',
    hours: 900,
    value: (hour, random) => poisson(hour >= FROM ? 30 : 20, random),
  },
  {
    detector: 'spread',
    words: 'twice as wide',
    family: 'real',
    hours: 1200,
    value: (hour, random) => random.normal() * (hour >= FROM ? 2 : 1),
  },
  {
    detector: 'tail',
    words: 'one value in twelve is four times as large, and not one in a hundred',
    family: 'positive',
    hours: 1900,
    value: (hour, random) =>
      200 * Math.exp(0.2 * random.normal()) * (random.chance(hour >= 960 ? 1 / 12 : 0.01) ? 4 : 1),
  },
  {
    detector: 'bursts',
    words: 'one value lies fifteen deviations out',
    family: 'real',
    hours: 720,
    value: (hour, random) => random.normal() + (hour === FROM ? 15 : 0),
  },
  {
    detector: 'hours',
    words: 'a nightly job takes twice as long as it did',
    family: 'positive',
    hours: 1440,
    value: (hour, random) =>
      50 * Math.exp(0.12 * random.normal()) * (hour % 24 === 2 ? (hour >= 960 ? 12 : 6) : 1),
  },
  {
    detector: 'trend',
    words: 'wanders from hour to hour, and creeps up by a deviation in a year',
    family: 'real',
    hours: 11_200,
    phi: 0.96,
    value: hour => (Math.max(0, hour - 400) / 168) * 0.02,
  },
  {
    detector: 'anchor',
    words: 'rises by small steps, each of which is accepted',
    family: 'real',
    hours: 6000,
    acceptedAfter: 72,
    value: (hour, random) => random.normal() + 0.7 * Math.max(0, Math.floor((hour - 1) / FROM)),
  },
  {
    detector: 'gaps',
    words: 'no value comes any more',
    family: 'real',
    hours: 760,
    value: (hour, random) => (hour >= FROM ? null : random.normal()),
  },
  {
    detector: 'ties',
    words: 'one value comes again and again',
    family: 'real',
    hours: 760,
    value: (hour, random) => {
      const value = random.normal()
      return hour >= FROM ? 0.5 : value
    },
  },
]

/** Names of detectors that raised nothing on the series of their own. */
export function silentDetectors(monitor: Monitor): string[] {
  return KNOWN_ANSWERS.filter(answer => !detectorsHeard(monitor, answer).has(answer.detector)).map(
    ({ detector }) => detector,
  )
}

/** Whose alarms are shown after something went wrong. */
export function detectorsHeard(
  monitor: Monitor,
  { detector, family, hours, value, phi = 0, acceptedAfter = Number.POSITIVE_INFINITY }: KnownAnswer,
): Set<string> {
  const random = randomStream(7, 'known answer', detector)
  const wander = phi === 0 ? () => 0 : autoregressive(phi, random)
  const run = monitor.resume(monitor.start({ bucket: HOUR, family, goodDirection: null, limit: null }))
  const points: Point[] = []
  const heard = new Set<string>()
  let stood = 0
  for (let hour = 0; hour < hours; hour += 1) {
    const own = value(hour, random)
    const point = { at: hour * HOUR, value: own === null ? null : own + wander(), ...BARE }
    points.push(point)
    const verdict = run.observe(point)
    const alarm = verdict.status === 'alarm' ? verdict.alarm : null
    if (hour >= FROM && alarm?.detector !== undefined) heard.add(alarm.detector)
    stood = alarm === null ? 0 : stood + 1
    if (stood <= acceptedAfter) continue
    run.accept(points)
    stood = 0
  }
  return heard
}

const BARE = { lower: null, upper: null, n: 1 }

function autoregressive(phi: number, random: Random): () => number {
  let level = random.normal()
  return () => {
    level = phi * level + Math.sqrt(1 - phi * phi) * random.normal()
    return level
  }
}

function poisson(mean: number, random: Random): number {
  let count = 0
  for (let at = random.exponential(1); at < mean; at += random.exponential(1)) count += 1
  return count
}
