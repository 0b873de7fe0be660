// Whether something ends soon, held against a timer of the same process: a machine that is busy delays both.
import { setTimeout as wait } from 'node:timers/promises'

/** True where the work ends before a timer of `ms` that is started with it. Rejects as the work does. */
export async function endsWithin(ms: number, work: () => Promise<unknown>): Promise<boolean> {
  const stop = new AbortController()
  const late = wait(ms, false, { signal: stop.signal }).catch(() => false)
  try {
    return await Promise.race([work().then(() => true), late])
  } finally {
    stop.abort()
  }
}
