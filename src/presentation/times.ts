// Moments as people on call read them: in UTC, short, with the exact value in the markup.
import type { Millis } from '../core/clock.ts'
import { MINUTE, SECOND } from '../core/duration.ts'
import { formatMinute, formatSpan } from '../core/format.ts'
import { type Html, html } from './html.ts'

/** The furthest moment from the epoch that a Date can hold. */
const FURTHEST = 8.64e15

/** `16 Nov 04:00`, or `16 Nov 04:00, 2025` where the year is not that of `now`; UTC. */
export function shortTime(at: Millis, now: Millis): string {
  if (!isMoment(at)) return 'unknown'
  const year = new Date(at).getUTCFullYear()
  const same = isMoment(now) && new Date(now).getUTCFullYear() === year
  return same ? formatMinute(at) : `${formatMinute(at)}, ${year}`
}

/** `04:00`. */
export function clockTime(at: Millis): string {
  return new Date(at).toISOString().slice(11, 16)
}

/** RFC 3339 in UTC; null for what is no moment. */
export function isoTime(at: Millis): string | null {
  return isMoment(at) ? new Date(at).toISOString() : null
}

/** A moment in the text of a page. */
export function timeOf(at: Millis, now: Millis): Html {
  const exact = isoTime(at)
  return exact === null ? html`unknown` : html`<time datetime="${exact}">${shortTime(at, now)}</time>`
}

/** `6 days ago`, `12 s ago`, `in 3 hours`. */
export function ago(at: Millis, now: Millis): string {
  const gap = now - at
  if (!Number.isFinite(gap)) return 'at an unknown time'
  const size = Math.abs(gap)
  if (size < SECOND) return 'just now'
  const span = size < MINUTE ? `${Math.floor(size / SECOND)} s` : formatSpan(size)
  return gap < 0 ? `in ${span}` : `${span} ago`
}

function isMoment(at: Millis): boolean {
  return Number.isFinite(at) && Math.abs(at) <= FURTHEST
}
