// Durations as people write them in configuration: `90s`, `6h`, `1d12h`.
import type { Millis } from './clock.ts'

export const SECOND: Millis = 1000
export const MINUTE: Millis = 60 * SECOND
export const HOUR: Millis = 60 * MINUTE
export const DAY: Millis = 24 * HOUR
export const WEEK: Millis = 7 * DAY

const UNITS: ReadonlyArray<readonly [string, Millis]> = [
  ['w', WEEK],
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
]

/**
 * Parses a duration in the grammar of Prometheus (`1d12h`, `0s`, `500ms`) into milliseconds.
 * Returns null for anything else, negative durations included.
 */
export function parseDuration(text: string): Millis | null {
  if (!/^(\d+(ms|[wdhms]))+$/.test(text)) return null
  let total = 0
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g)) {
    total += Number(digits) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0)
  }
  return Number.isSafeInteger(total) ? total : null
}

/** Writes a duration with its two largest units: `1d 12h`, `6h`, `2m 5s`, `350ms`. */
export function formatDuration(ms: Millis): string {
  const sign = ms < 0 ? '-' : ''
  // Nobody reads a fraction of a second beside minutes.
  let rest = Math.abs(ms) < MINUTE ? Math.abs(Math.round(ms)) : Math.floor(Math.abs(ms) / SECOND) * SECOND
  if (rest === 0) return '0s'
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * size
    if (parts.length === 2) break
  }
  return sign + parts.join(' ')
}
