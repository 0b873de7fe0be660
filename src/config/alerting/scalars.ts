// The small types of alerting's configuration: times of day, local times, matchers.
import * as z from 'zod'
import { parseTimeOfDay } from '../../alerting/muting/interval.ts'
import { type Matcher, parseMatcher } from '../../alerting/routing/matcher.ts'
import type { WallTime } from '../../core/zones/time-zone.ts'

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
