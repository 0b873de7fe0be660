// The embedded store: every table group on one SQLite database, and the transaction that spans them.
import { join } from 'node:path'
import type { Store } from '../store.ts'
import { sqliteAcceptances } from './acceptances.ts'
import { sqliteHistory, sqliteRateLimit, sqliteReports, sqliteSilences } from './alerting.ts'
import { sqliteChanges } from './changes.ts'
import { sqliteCodes } from './codes.ts'
import { DATABASE_FILE, explain, openDatabase } from './database.ts'
import { sqliteEpisodes } from './episodes.ts'
import { sqliteEvents } from './events.ts'
import { sqliteLifecycles } from './lifecycles.ts'
import { sqliteOutbox } from './outbox.ts'
import { sqliteRegimes } from './regimes.ts'
import { sqliteReleases } from './releases.ts'
import { sqliteSeries } from './series.ts'
import { rowReader } from './set-aside.ts'
import { sqliteSources } from './sources.ts'

/** Opens or creates the store in `folder`. Throws StorageError with a remedy where that is not possible. */
export function openSqliteStore(folder: string): Store {
  const db = openDatabase(folder)
  const file = join(folder, DATABASE_FILE)
  const reader = rowReader()
  let depth = 0
  const transaction = <T>(work: () => T): T => {
    if (depth > 0) return work()
    depth++
    try {
      db.exec('BEGIN IMMEDIATE')
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (cause) {
      // A full disk or an I/O error may have ended the transaction already.
      if (db.isTransaction) db.exec('ROLLBACK')
      throw isSqlite(cause) ? explain(cause, file) : cause
    } finally {
      depth--
    }
  }
  return {
    transaction,
    events: sqliteEvents(db),
    lifecycles: sqliteLifecycles(db),
    releases: sqliteReleases(db),
    sources: sqliteSources(db),
    series: sqliteSeries(db),
    changes: sqliteChanges(db),
    regimes: sqliteRegimes(db),
    episodes: sqliteEpisodes(db, reader),
    outbox: sqliteOutbox(db),
    silences: sqliteSilences(db, reader),
    history: sqliteHistory(db),
    rateLimit: sqliteRateLimit(db, reader),
    reports: sqliteReports(db),
    codes: sqliteCodes(db),
    acceptances: sqliteAcceptances(db),
    setAside: reader,
    close: () => db.close(),
  }
}

function isSqlite(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR'
}
