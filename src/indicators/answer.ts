// How an estimate is worded.
import type { Interval } from '../core/interval.ts'
import type { Estimate } from './indicator.ts'

export function answer({ value, lower, upper }: Interval, n: number): Estimate {
  return { ok: true, value, lower, upper, n }
}

export function insufficient(n: number): Estimate {
  return { ok: false, reason: 'insufficient', n }
}
