// Opens the store of the service, after what was damaged in it has been rescued.
import type { Clock } from '../../core/clock.ts'
import { StoreDamagedError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { moveAside, rescue } from '../../operations/backup/rescue.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import type { Store } from '../../storage/store.ts'

export interface OpenStoreDeps {
  folder: string
  clock: Clock
  log: Logger
}

/** Throws StorageError with a remedy where it cannot be opened: what is damaged is read as far as it goes, and is no reason. */
export function openStore({ folder, clock, log }: OpenStoreDeps): Store {
  reportRescued(folder, log)
  try {
    return openSqliteStore(folder)
  } catch (error) {
    if (!(error instanceof StoreDamagedError)) throw error
    log.error('the database is damaged; what can be read of it is kept', { error: error.message })
    moveAside({ folder, clock })
    reportRescued(folder, log)
    return openSqliteStore(folder)
  }
}

function reportRescued(folder: string, log: Logger): void {
  const rescued = rescue(folder)
  if (rescued === null) return
  const { aside, salvaged } = rescued
  if (salvaged === null) {
    log.error('the log of the database was damaged and lies aside', { aside })
    return
  }
  const { rows, torn, rereads } = salvaged
  const read = Object.values(rows).reduce((sum, one) => sum + one, 0)
  log.error('a database that was damaged lies aside; what could be read of it was kept', {
    aside,
    rows: read,
    torn: torn.length === 0 ? 'none' : torn.join(' '),
    ...(rereads ? { sources: 'are read again from their beginning' } : {}),
  })
}
