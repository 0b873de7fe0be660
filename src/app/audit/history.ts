// The audits that a service has kept, read from a copy of its store: nothing in its folder is written.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeptAudit } from '../../storage/audit-store.ts'
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'

/** Newest first. Throws StorageError where the folder cannot be used. */
export async function keptAudits(folder: string, limit: number): Promise<KeptAudit[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-audits-'))
  try {
    await copyDatabase(folder, scratch)
    const store = openSqliteStore(scratch, { scratch: true })
    try {
      return store.audits.list(limit)
    } finally {
      store.close()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
