// The one transaction that spans every table group: all of it is on disk, or nothing.
import type { DatabaseSync } from 'node:sqlite'
import { explain } from './database.ts'

interface CommitSteps {
  /** The last thing before a commit. */
  before(): void
  /** After a commit, which stands whatever becomes of this. */
  after(): void
  /** After a rollback: what was remembered of it is not so. */
  undone(): void
}

/** The one commit that is under way: what is called within it becomes a part of it. */
export function createCommit(db: DatabaseSync, file: string, { before, after, undone }: CommitSteps) {
  let depth = 0
  return <T>(work: () => T, synchronous: 'FULL' | 'NORMAL' | 'OFF'): T => {
    if (depth > 0) return work()
    depth++
    try {
      if (synchronous !== 'FULL') db.exec(`PRAGMA synchronous = ${synchronous}`)
      db.exec('BEGIN IMMEDIATE')
      const result = work()
      before()
      db.exec('COMMIT')
      tryTo(after)
      return result
    } catch (cause) {
      // A full disk or an I/O error may have ended the transaction already.
      if (db.isTransaction) db.exec('ROLLBACK')
      undone()
      throw isSqlite(cause) ? explain(cause, file) : cause
    } finally {
      depth--
      if (synchronous !== 'FULL') db.exec('PRAGMA synchronous = FULL')
    }
  }
}

/** What fails is tried again after the next commit. */
function tryTo(work: () => void): void {
  try {
    work()
  } catch {
    // The commit is on disk: whoever made it must not hear that it failed.
  }
}

function isSqlite(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR'
}
