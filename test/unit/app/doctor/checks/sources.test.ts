import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sources } from '../../../../../src/app/doctor/checks/sources.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

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

test('what a running service has found in its sources is named, whether the configuration is valid or not', async t => {
  const problem = { where: 'jobs', message: '3 rows are refused', remedy: 'Map them', blind: false }
  const unseen = { ...problem, message: 'may not be read', blind: true }
  const service = {
    ...running(),
    sources: [
      {
        name: 'app',
        error: null,
        problems: [problem, { ...problem, message: 'gone', remedy: null }, unseen],
      },
      { name: 'other', error: 'connect ECONNREFUSED 127.0.0.1:1', problems: [] },
    ],
  } as ReturnType<typeof running>
  const expected = [
    'fault app, jobs: 3 rows are refused',
    'fault app, jobs: gone',
    'fault other: connect ECONNREFUSED 127.0.0.1:1',
  ]
  assert.deepEqual(await findings(sources, installationOf(t, '', { service })), expected)
  const found = await sources.run(installationOf(t, '', { service, config: null }))
  assert.deepEqual(
    found.map(({ remedy }) => remedy.slice(0, 13)),
    ['Map them', 'See the sourc', 'No connection'],
  )
})

test('what a check finds by itself is not named a second time for the service', async t => {
  const text =
    'sources: [{ name: p, type: postgres, url: "postgres://127.0.0.1:1/x", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }]\n'
  const [alone] = await sources.run(installationOf(t, text))
  assert.ok(alone !== undefined)
  const service = { ...running(), sources: [{ name: 'p', error: alone.what, problems: [] }] } as ReturnType<
    typeof running
  >
  assert.deepEqual(await sources.run(installationOf(t, text, { service })), [alone])
})
