import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setAside } from '../../../../../src/app/doctor/checks/set-aside.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'
import { spoil } from '../../../../support/storage/full-store.ts'

test('a running service is asked which tables have rows that could not be used', async t => {
  const metrics = `slowburn_store_rows_set_aside{table="silences",outcome="set aside"} 2
slowburn_store_rows_set_aside{table="silences",outcome="mended"} 1
`
  const found = await findings(setAside, { ...installationOf(t), service: running(metrics) })
  assert.deepEqual(found, ['warning table silences: 3 rows could not be used as they were'])
})

test('without a service those are counted that were set aside, and that will be', async t => {
  const installation = installationOf(t)
  assert.deepEqual(await findings(setAside, installation), [])
  const folder = installation.folder ?? ''
  const store = openSqliteStore(folder)
  store.history.add({ at: 1, actor: 'ann', action: 'tested', episodeId: null, detail: '' })
  store.close()
  assert.ok(spoil(folder, { table: 'alert_history', column: 'at' }, -1))
  const found = await findings(setAside, installation)
  assert.deepEqual(found, ['warning table alert_history: one row could not be used as it was'])
})
