// How long to wait before a message is sent again.

const FIRST_MS = 1000
const LONGEST_MS = 60_000
/** A server that asks for more is asked again all the same: its clock, or its sentence, may be wrong. */
const LONGEST_ASKED_MS = 600_000

/**
 * Milliseconds before the attempt after `failures` (1 or more) of them: doubled each time up to a minute, and half of it by
 * chance, so that many platforms do not come back together. What the server asked for is the least.
 */
export function backOff(failures: number, askedMs: number | null, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10))
  const own = whole / 2 + (whole / 2) * random()
  return Math.max(own, Math.min(askedMs ?? 0, LONGEST_ASKED_MS))
}

/** Milliseconds that a `Retry-After` asks for, in seconds or as a date (RFC 9110, 10.2.3); null where it says nothing. */
export function retryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const moment = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? null : Math.max(0, moment - now)
}
