// Takes over the lifecycles that a store of an older version kept as they were: into cells, as if they had just been read.
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Pause } from '../core/turns/pause.ts'
import type { Watchdog } from '../core/watchdog.ts'
import type { Store } from '../storage/store.ts'
import { type RecordDeps, take } from './collect/record.ts'
import type { Plan } from './plan.ts'

/** Lifecycles that are taken over in one commit. */
const AT_ONCE = 1000

export interface TakeOverDeps {
  store: Store
  plan: Pick<Plan, 'accumulated' | 'oneAtATime'>
  log: Logger
  watchdog: Watchdog
  pause: Pause
  /** What ended before it is not kept as it was. */
  settledBefore: Millis
}

/** Before the first tick. What was taken over stays taken over if it is cut short. */
export async function takeOver(deps: TakeOverDeps, signal: AbortSignal): Promise<void> {
  const { store, log, plan, settledBefore, watchdog } = deps
  const all = store.older.count()
  const record: RecordDeps = { store, ...plan, settledBefore, watchdog, log }
  let done = 0
  let logged = 0
  while (done < all && !signal.aborted) {
    const lifecycles = store.older.next(AT_ONCE)
    const last = lifecycles.at(-1)
    if (last === undefined) break
    store.transaction(() => {
      take(lifecycles, record)
      store.older.drop(last)
    })
    done += lifecycles.length
    const share = Math.floor((10 * done) / all)
    if (share > logged) log.info('taking over the facts of an older version', { done, of: all })
    logged = share
    await deps.pause()
  }
  if (signal.aborted) return
  try {
    store.older.finish()
  } catch (cause) {
    log.warn('the database could not be made smaller; everything else works', { error: messageOf(cause) })
  }
}
