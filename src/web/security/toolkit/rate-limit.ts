// The bound on requests of a web configuration file: a bucket that holds `burst` requests, and gets one back every `interval`.
import type { RequestHandler } from 'express'
import type { Clock, Millis } from '../../../core/clock.ts'
import type { WebConfigFile } from './format.ts'

export interface RateLimit {
  /** May be less than one. */
  interval: Millis
  burst: number
}

const UNITS: Readonly<Record<string, Millis>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Null: an interval of nothing switches it off. */
export function limitOf({ interval, burst }: NonNullable<WebConfigFile['rate_limit']>): RateLimit | null {
  const length = durationOf(String(interval ?? 0))
  return length === 0 ? null : { interval: length, burst: burst ?? 0 }
}

/** Answers 429 once the bucket is empty, whoever asks. Null lets all through; another limit begins with a full bucket. */
export function rateLimiter(limitNow: () => RateLimit | null, clock: Clock): RequestHandler {
  let limit: RateLimit | null = null
  let tokens = 0
  let at = clock.now()
  return (_request, response, next) => {
    const now = clock.now()
    if (limit !== limitNow()) {
      limit = limitNow()
      tokens = limit?.burst ?? 0
    }
    if (limit === null) return next()
    tokens = Math.min(limit.burst, tokens + Math.max(0, now - at) / limit.interval)
    at = now
    if (tokens >= 1) {
      tokens -= 1
      next()
      return
    }
    response.status(429).set('Retry-After', String(Math.max(1, Math.ceil(limit.interval / 1000))))
    response.type('text/plain').send('Too many requests for rate_limit of the web configuration file.\n')
  }
}

/** As Go writes it: 1m30s, 0.5s, 100ms. */
function durationOf(text: string): Millis {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0)
}
