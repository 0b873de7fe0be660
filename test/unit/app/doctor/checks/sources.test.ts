import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sources } from '../../../../../src/app/doctor/checks/sources.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('a database that cannot be reached is named by its source', async t => {
  const installation = installationOf(
    t,
    'sources: [{ name: p, type: postgres, url: "postgres://127.0.0.1:1/x", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }]\n',
  )
  const found = await sources.run(installation)
  assert.match(found[0]?.where ?? '', /^sources\.0 \(p\)/)
  assert.notEqual(found[0]?.remedy, '')
  assert.deepEqual(await findings(sources, installationOf(t)), [])
})
