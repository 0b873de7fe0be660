import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../../../support/postgres/postgres-source.ts'

let server: TestPostgres
let db: TestDatabase
before(async () => {
  server = pgliteServers()
  db = await server.create()
})
after(() => server.stop())

test('rows that are deleted moments after their end are said to come and go unseen', async () => {
  const own = await server.create()
  await own.sql(TASK_TABLE)
  const { source, clock } = testSource(own.url, [TASKS])
  const ledger = createLedger()
  let said: string[] = []
  for (let minute = 0; minute < 5; minute++) {
    const now = at(clock.now())
    await own.sql(`DELETE FROM execution_tasks WHERE completed_at < ${now} - interval '20 s';
      INSERT INTO execution_tasks (task_id, created_at, completed_at, status) SELECT '${minute}.' || i, ${now} - interval '5 s',
        ${now} - interval '1 s', 'completed' FROM generate_series(1, 6) i`)
    const batches = await pullAll(source, ledger)
    said = (batches.at(-1)?.problems ?? []).map(({ key }) => key ?? '')
    clock.advance(MINUTE)
    if (minute < 2) assert.deepEqual(said, [])
  }
  assert.deepEqual(said, ['rows come and go'])
})

test('a table that began anew has ids of its own, and what was kept of the old one is dropped', async () => {
  const fill = `INSERT INTO execution_tasks (task_id, created_at) SELECT 't' || i, ${at(START)} - i * interval '1 minute'
    FROM generate_series(1, 20) i`
  await db.sql(`${TASK_TABLE} ${fill}`)
  const { source, clock } = testSource(db.url, [TASKS])
  const ledger = createLedger()
  await pullAll(source, ledger)
  assert.ok([...ledger.memory.keys()].every(key => key.startsWith('tasks:execution_tasks/execution_tasks/')))
  await db.sql(`TRUNCATE execution_tasks; ${fill.replaceAll('1 minute', '61 seconds')}`)
  clock.advance(MINUTE)
  await pullAll(source, ledger)
  const queued = [...ledger.events.values()].filter(({ type }) => type === 'task.queued')
  assert.equal(queued.filter(({ id }) => id.startsWith('platform:execution_tasks#2:')).length, 20)
  assert.ok(
    [...ledger.memory.keys()].every(key => key.startsWith('tasks:execution_tasks/execution_tasks#2/')),
  )
})
