// Prometheus counts in seconds, the rest of the code in milliseconds.
import type { Millis } from '../core/clock.ts'

export function seconds(ms: Millis): number
export function seconds(ms: Millis | null): number | null
export function seconds(ms: Millis | null): number | null {
  return ms === null ? null : ms / 1000
}
