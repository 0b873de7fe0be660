// A moment as a person writes it where it must mean one thing on every machine.
import { Temporal } from 'temporal-polyfill'
import type { Millis } from '../clock.ts'

/** ISO 8601 with `Z` or an offset, as 2026-12-24T22:00Z; null: it is none, or says not of which zone it is. */
export function parseInstant(text: string): Millis | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return null
  }
}
