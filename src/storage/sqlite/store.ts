// The embedded store: every table group on one SQLite database, and the transaction that spans them.
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { backup, type DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../core/errors.ts'
import { touchPrivate } from '../private.ts'
import type { Store } from '../store.ts'
import { sqliteCodes } from './codec/codes.ts'
import { createCommit } from './file/commit.ts'
import { DATABASE_FILE, explain, openDatabase } from './file/database.ts'
import { type FileWatch, watchFiles } from './file/file-watch.ts'
import { sqliteAcceptances } from './tables/acceptances.ts'
import { sqliteHistory, sqliteRateLimit, sqliteReports, sqliteSilences } from './tables/alerting.ts'
import { sqliteAudits } from './tables/audits.ts'
import { sqliteCells } from './tables/cells.ts'
import { sqliteChanges } from './tables/changes.ts'
import { createDictionary } from './tables/dictionary.ts'
import { sqliteDrafts } from './tables/drafts.ts'
import { sqliteEpisodes } from './tables/episodes.ts'
import { sqliteIncidents } from './tables/incidents.ts'
import { sqliteLabels } from './tables/labels.ts'
import { sqliteLifecycles } from './tables/lifecycles.ts'
import { sqliteOlderFacts } from './tables/older-facts.ts'
import { sqliteOutbox } from './tables/outbox.ts'
import { sqliteRegimes } from './tables/regimes.ts'
import { sqliteReleases } from './tables/releases.ts'
import { sqliteRollouts } from './tables/rollouts.ts'
import { sqliteSeries } from './tables/series.ts'
import { createSettled } from './tables/settled.ts'
import { sqliteSources } from './tables/sources.ts'

/** A step of a backup holds everything else up: 1 MB takes a few milliseconds. */
const PAGES_A_STEP = 256

export interface StoreOptions {
  /** Nothing in it is worth waiting for the disk: whoever dies begins anew. */
  scratch?: boolean
}

/** Opens or creates the store in `folder`. Throws StorageError with a remedy where that is not possible. */
export function openSqliteStore(folder: string, { scratch = false }: StoreOptions = {}): Store {
  const { db, quarantine } = openDatabase(folder)
  const file = join(folder, DATABASE_FILE)
  const dictionary = createDictionary(db)
  const settled = createSettled(db)
  const series = sqliteSeries(db)
  const sources = sqliteSources(db)
  const episodes = sqliteEpisodes(db)
  const history = sqliteHistory(db)
  const held = [dictionary, settled, series, sources, episodes, history]
  const { files, checkpoint, commit } = commitsOf(db, file, settled, held)
  return {
    transaction: work => commit(work, scratch ? 'OFF' : 'FULL'),
    relaxed: work => commit(work, scratch ? 'OFF' : 'NORMAL'),
    lifecycles: sqliteLifecycles(db, dictionary, settled),
    cells: sqliteCells(db, dictionary, quarantine),
    labels: sqliteLabels(db, dictionary),
    older: sqliteOlderFacts(db),
    releases: sqliteReleases(db),
    sources,
    series,
    changes: sqliteChanges(db),
    regimes: sqliteRegimes(db),
    incidents: sqliteIncidents(db),
    episodes,
    outbox: sqliteOutbox(db),
    drafts: sqliteDrafts(db),
    silences: sqliteSilences(db),
    history,
    rateLimit: sqliteRateLimit(db),
    reports: sqliteReports(db),
    codes: sqliteCodes(db),
    acceptances: sqliteAcceptances(db),
    audits: sqliteAudits(db),
    rollouts: sqliteRollouts(db),
    setAside: quarantine,
    verify: files.sound,
    examine: files.whole,
    backup: async to => {
      files.logSound()
      await copyTo(db, to)
    },
    checkpoint,
    shrink: () => shrink(db),
    close: () => {
      // Closing copies the log into the database: where it is damaged, the end of the process alone leaves what is whole as it is.
      if (isSound(files)) db.close()
      files.close()
    },
  }
}

/** The one way to write: every commit is held against the files as they lie on the disk, before it and once it has filled the log. */
function commitsOf(
  db: DatabaseSync,
  file: string,
  settled: { flush(): void },
  held: ReadonlyArray<{ reset(): void }>,
) {
  const files = watchFiles(file, () => faultOf(db))
  let isMarked = false
  // The log is cut off: its size is what it holds, and says when it is full again.
  const checkpoint = (): void => {
    files.logSound()
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      files.logCopied()
      isMarked = false
    } catch (cause) {
      throw explain(cause, file)
    } finally {
      files.written()
    }
  }
  const commit = createCommit(db, file, {
    before: () => {
      settled.flush()
      if (!isMarked) mark(db)
      files.present()
    },
    after: () => {
      isMarked = true
      files.committed()
      if (files.logSize() >= LOG_BYTES) checkpoint()
    },
    undone: () => {
      files.rolledBack()
      for (const one of held) one.reset()
    },
  })
  return { files, checkpoint, commit }
}

/** Once for each time that the log is copied into the file: the header of that is then like the one of no copy that was made before. */
function mark(db: DatabaseSync): void {
  db.exec(`PRAGMA application_id = ${randomInt(LARGEST_MARK)}`)
}

function isSound(files: FileWatch): boolean {
  try {
    files.logSound()
    return true
  } catch {
    return false
  }
}

const LARGEST_MARK = 2 ** 31

/** The log is written into the database itself once it is as large as this. */
const LOG_BYTES = 2 * 1024 * 1024

/** Reads every page from the disk, not from memory. */
function faultOf(db: DatabaseSync): string | null {
  try {
    db.exec('PRAGMA shrink_memory')
    const { quick_check: verdict } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    return verdict === 'ok' ? null : verdict
  } catch (cause) {
    return messageOf(cause)
  }
}

/** Empty pages are kept for what comes next, unless they are many. */
const SPARE_PAGES = 2000
const PAGES_AT_ONCE = 100

function shrink(db: DatabaseSync): boolean {
  const { freelist_count: empty } = db.prepare('PRAGMA freelist_count').get() as { freelist_count: number }
  if (empty <= SPARE_PAGES) return false
  db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`)
  return true
}

async function copyTo(db: DatabaseSync, file: string): Promise<void> {
  touchPrivate(file)
  try {
    await backup(db, file, { rate: PAGES_A_STEP })
  } catch (cause) {
    throw explain(cause, file)
  }
}
