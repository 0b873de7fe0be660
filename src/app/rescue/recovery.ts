// Where the database of the running service was removed, replaced or damaged by another, no tick can keep anything any more. After half a
// minute, in which a person may put it back, what can be kept of it is, and slowburn starts anew in place.
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'
import { messageOf, type StoreDamage, StoreDamagedError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { copyLogAside, moveAside, moveOverwrittenAside, putBack } from '../../operations/backup/rescue.ts'
import type { Live } from '../../pipeline/status.ts'
import type { Store } from '../../storage/store.ts'

export interface RecoveryDeps {
  live: Pick<Live, 'fault'>
  store: Pick<Store, 'verify' | 'examine' | 'backup'>
  folder: string
  clock: Clock
  log: Logger
  /** Null where that is under way; else why it is impossible. */
  startAnew(): string | null
}

const LOOKS_EVERY: Millis = 5 * SECOND
const PATIENCE: Millis = 30 * SECOND
const AGAIN: Millis = 5 * MINUTE

/** Until `signal` is aborted, or slowburn is to start anew. What could not be rescued is tried again, for a disk may have space then. */
export async function runRecovery(deps: RecoveryDeps, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps
  let tryAt: Millis | null = null
  let said = ''
  while (!signal.aborted) {
    await clock.sleep(LOOKS_EVERY, signal).catch(() => undefined)
    if (signal.aborted) return
    const damage = damageOf(deps)
    if (damage === null) tryAt = null
    else tryAt ??= clock.now() + PATIENCE
    if (damage === null || tryAt === null || clock.now() < tryAt) continue
    const why = await rescued(damage, deps)
    if (why === null) return
    if (why !== said) log.error('the database cannot be rescued; it is tried again', { error: why })
    said = why
    tryAt = clock.now() + AGAIN
  }
}

/** Null: slowburn starts anew, or a person has to start it; else why it was not possible. */
async function rescued(damage: StoreDamage, deps: RecoveryDeps): Promise<string | null> {
  const { log, startAnew } = deps
  try {
    await HOW[damage](deps)
  } catch (error) {
    return messageOf(error)
  }
  const why = startAnew()
  if (why === null) log.warn('the database was damaged; slowburn starts anew in place', { damage })
  else
    log.error('what can be kept of the database is; start slowburn again, for it cannot itself', {
      error: why,
    })
  return null
}

const HOW: Readonly<Record<StoreDamage, (deps: RecoveryDeps) => Promise<void> | void>> = {
  gone: deps => putBack(deps.store, deps),
  log: copyLogAside,
  file: moveAside,
  overwritten: moveOverwrittenAside,
}

/** Looked at where a tick has failed. SQLite names what it meets of a damaged file itself, and then all of it is looked at. */
function damageOf({ live: { fault }, store }: RecoveryDeps): StoreDamage | null {
  if (fault === null) return null
  try {
    if (/malformed|is damaged/.test(fault.message)) store.examine()
    else store.verify()
    return null
  } catch (error) {
    return error instanceof StoreDamagedError ? error.damage : null
  }
}
