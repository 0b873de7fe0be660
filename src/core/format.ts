// Numbers and moments as people read them: in emails, on the page and on the command line.
import type { Millis } from './clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from './duration.ts'

/** What a number measures; the units of the indicators. */
export type QuantityUnit = 'seconds' | 'ratio' | 'count' | 'unitless'

/** `3 min 20 s`, `12.4 %`, `1,234`, `0.87`. A number that is not finite reads `unknown`. */
export function formatValue(value: number, unit: QuantityUnit): string {
  if (!Number.isFinite(value)) return 'unknown'
  switch (unit) {
    case 'seconds':
      return formatSeconds(value)
    case 'ratio':
      return formatPercent(value)
    case 'count':
      return formatCount(value)
    case 'unitless':
      return significant(value)
  }
}

/** A difference, always with its sign: `+1.2 s`, `-40`; between two ratios in points: `+3.2 points`. */
export function formatDifference(value: number, unit: QuantityUnit): string {
  if (!Number.isFinite(value)) return 'unknown'
  const size = Math.abs(value)
  const text = unit === 'ratio' ? `${significant(hundredfold(size))} points` : formatValue(size, unit)
  return `${value < 0 ? '-' : '+'}${text}`
}

/** `+35 %`, `-0.42 %`: two digits are as many as an effect is ever known to. */
export function formatRelative(ratio: number): string {
  if (!Number.isFinite(ratio)) return 'unknown'
  const size = hundredfold(Math.abs(ratio))
  const text = size >= 10 ? group(Math.round(size)) : significant(Number(size.toPrecision(2)))
  return `${ratio < 0 ? '-' : '+'}${text} %`
}

/** Seconds with the two largest units that matter: `350 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return `-${formatSeconds(-seconds)}`
  const ms = seconds * SECOND
  if (ms < 1) return seconds === 0 ? '0 s' : `${significant(ms)} ms`
  if (ms < 999.5) return `${significant(ms)} ms`
  if (seconds < 119.95) return `${significant(seconds)} s`
  if (seconds >= 1e13) return `${seconds.toExponential(1)} s`
  const [large, small] = ms < HOUR - SECOND / 2 ? MINUTES : ms < DAY - MINUTE / 2 ? HOURS : DAYS
  const whole = Math.round(ms / small.size) * small.size
  const rest = Math.round((whole % large.size) / small.size)
  const first = `${group(Math.floor(whole / large.size))} ${large.name}`
  return rest === 0 ? first : `${first} ${rest} ${small.name}`
}

const S = { name: 's', size: SECOND }
const MIN = { name: 'min', size: MINUTE }
const H = { name: 'h', size: HOUR }
const D = { name: 'd', size: DAY }
const MINUTES = [MIN, S] as const
const HOURS = [H, MIN] as const
const DAYS = [D, H] as const

/** Finite for every finite number. */
function hundredfold(ratio: number): number {
  return Math.min(Math.max(ratio * 100, -Number.MAX_VALUE), Number.MAX_VALUE)
}

function formatPercent(ratio: number): string {
  return `${significant(hundredfold(ratio))} %`
}

function formatCount(value: number): string {
  const size = Math.abs(value)
  if (size >= 999_950) return `${significant(value / 1e6)} million`
  return size >= 100 ? group(Math.round(value)) : significant(value)
}

/** Three significant digits, no exponent for what people meet: `0.0123`, `1.2`, `12.4`, `987`, `12,300`. */
function significant(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 1e-4 || size >= 1e15) return value.toExponential(1)
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)))
  const fixed = value.toFixed(Math.min(digits, 6))
  const short = fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
  return size >= 1000 ? group(Number(short)) : short
}

function group(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `Mon 16 Nov 04:00 UTC`; the year is added where it is not that of `now`. `zone` is an IANA name. */
export function formatMoment(at: Millis, zone: string, now: Millis = at): string {
  const part = partsOf(at, zone)
  const year = part.year === partsOf(now, zone).year ? '' : ` ${part.year}`
  return `${part.weekday} ${part.day} ${part.month}${year} ${part.hour}:${part.minute} ${zone}`
}

/** The time of day, with the day only where it differs from that of `at` in UTC: `05:00 Europe/Berlin`. */
export function formatSameMoment(at: Millis, zone: string): string {
  const here = partsOf(at, zone)
  const utc = partsOf(at, 'UTC')
  const day = here.day === utc.day ? '' : `${here.weekday} ${here.day} ${here.month} `
  return `${day}${here.hour}:${here.minute} ${zone}`
}

/** `16 Nov`, in UTC. */
export function formatDay(at: Millis): string {
  const { day, month } = partsOf(at, 'UTC')
  return `${day} ${month}`
}

/** `16 Nov 04:00`, in UTC. */
export function formatMinute(at: Millis): string {
  const { day, month, hour, minute } = partsOf(at, 'UTC')
  return `${day} ${month} ${hour}:${minute}`
}

/** A length of time in words that fit its size: `40 minutes`, `5 hours`, `3 days`, `2.5 years`. */
export function formatSpan(ms: Millis): string {
  const size = Math.abs(ms)
  for (const [name, unit, least] of SPANS) {
    if (size < least) continue
    const count = size / unit
    const text =
      count >= 10 || name !== 'year' ? group(Math.round(count)) : significant(Math.round(count * 10) / 10)
    return `${text} ${name}${text === '1' ? '' : 's'}`
  }
  return 'less than a minute'
}

const SPANS: ReadonlyArray<readonly [string, Millis, Millis]> = [
  ['year', 365.25 * DAY, 730 * DAY],
  ['day', DAY, 36 * HOUR],
  ['hour', HOUR, 90 * MINUTE],
  ['minute', MINUTE, MINUTE],
]

type Parts = Readonly<Record<'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute', string>>

/** The farthest moment that a date can hold. */
const LAST_MOMENT: Millis = 8.64e15
const UNKNOWN_MOMENT: Parts = { weekday: '?', day: '?', month: '?', year: '?', hour: '?', minute: '?' }

/** Making a format costs a hundred times as much as using one, and there are as many as zones in use. */
const momentFormats = new Map<string, Intl.DateTimeFormat>()

function momentFormat(zone: string): Intl.DateTimeFormat {
  const known = momentFormats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  momentFormats.set(zone, made)
  return made
}

function partsOf(at: Millis, zone: string): Parts {
  if (!Number.isFinite(at) || Math.abs(at) > LAST_MOMENT) return UNKNOWN_MOMENT
  const parts = momentFormat(zone).formatToParts(new Date(at))
  const find = (type: string): string => parts.find(part => part.type === type)?.value ?? ''
  return {
    weekday: find('weekday'),
    day: find('day'),
    month: find('month').slice(0, 3),
    year: find('year'),
    hour: find('hour'),
    minute: find('minute'),
  }
}
