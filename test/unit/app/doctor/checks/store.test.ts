import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { store } from '../../../../../src/app/doctor/checks/store.ts'
import { DATABASE_FILE, openDatabase } from '../../../../../src/storage/sqlite/file/database.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

test('a whole database is well, and a damaged one is named with the way out', async t => {
  const installation = installationOf(t)
  assert.deepEqual(await findings(store, installation), [])
  const file = join(installation.folder ?? '', DATABASE_FILE)
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4096, 12_288)
  writeFileSync(file, bytes)
  const found = await store.run(installation)
  assert.match(found[0]?.what ?? '', /is damaged/)
  assert.match(found[0]?.remedy ?? '', /slowburn restore/)
})

test('a lock is right while the service runs, and somebody else otherwise', async t => {
  const installation = installationOf(t)
  const { db } = openDatabase(installation.folder ?? '')
  t.after(() => db.close())
  assert.deepEqual(await findings(store, { ...installation, service: running() }), [])
  assert.match((await findings(store, installation))[0] ?? '', /another process holds it/)
})
