// The small types of the configuration: durations, addresses, URLs, names.
import * as z from 'zod'
import { parseTimeOfDay } from '../alerting/muting/interval.ts'
import { type Matcher, parseMatcher } from '../alerting/routing/matcher.ts'
import { parseDuration } from '../core/duration.ts'
import type { WallTime } from '../core/time-zone.ts'

/** `90s`, `6h`, `1d12h` -> milliseconds. */
export const duration = z
  .string()
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration. Write it as 90s, 6h or 1d12h` })
    return z.NEVER
  })
  .meta({ description: 'a duration such as 90s, 6h, 1d12h' })

/** One mailbox address. Line breaks and lists never pass. */
export const address = z
  .string()
  .max(254)
  .regex(/^[^\s@,;:<>"()[\]\\]+@[^\s@,;:<>"()[\]\\]+$/, 'is not an e-mail address')

export const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' })

export const name = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]*$/, 'use letters, digits, space, dot, dash and underscore')

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone name such as Europe/Berlin')

/** `09:30` -> minutes since midnight. */
export const timeOfDay = z.string().transform((text, context): number => {
  const minutes = parseTimeOfDay(text)
  if (minutes !== null) return minutes
  context.addIssue({ code: 'custom', message: `"${text}" is not a time of day such as 09:30` })
  return z.NEVER
})

/** `2026-01-05T09:00` -> what a clock on the wall shows; the zone is said elsewhere. */
export const localTime = z.string().transform((text, context): WallTime => {
  const [, year, month, day, time = '00:00'] = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/.exec(text) ?? []
  const minute = parseTimeOfDay(time)
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (minute !== null && date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1) {
    return { year: Number(year), month: Number(month), day: Number(day), minute }
  }
  context.addIssue({ code: 'custom', message: `"${text}" is not a local time such as 2026-01-05T09:00` })
  return z.NEVER
})

/** `task_type="build"` -> a matcher. */
export const matcher = z.string().transform((text, context): Matcher => {
  const parsed = parseMatcher(text)
  if (typeof parsed !== 'string') return parsed
  context.addIssue({ code: 'custom', message: parsed })
  return z.NEVER
})

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
