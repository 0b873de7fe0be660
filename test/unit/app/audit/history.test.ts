import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { keptAudits } from '../../../../src/app/audit/history.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { keptAudit } from '../../../support/audit/kept.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('the audits that a running service has kept are read, newest first, and its folder is as it was', async t => {
  const folder = join(temporaryFolder(t), 'data')
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  for (const endedAt of [1000, 2000, 3000]) store.audits.add(keptAudit({ endedAt }), [])
  const before = readdirSync(folder)
  const kept = await keptAudits(folder, 2)
  assert.deepEqual([kept.map(({ endedAt }) => endedAt), readdirSync(folder)], [[3000, 2000], before])
  await assert.rejects(keptAudits(temporaryFolder(t), 2), /holds no slowburn\.db/)
})
