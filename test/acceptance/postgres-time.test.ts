// Rows that come late, from the future, or in no order of time: none is lost, none is invented.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import {
  at,
  createLedger,
  pullAll,
  refusals,
  START,
  standing,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { history, ids } from '../support/postgres/sample-rows.ts'

const db = databaseForEachTest(TASK_TABLE)

describe('time', () => {
  test('rows that become visible late, within the lag, are found', async () => {
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    clock.advance(100 * SECOND)
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('late', ${at(START - SECOND)})`)
    await pullAll(source, ledger)
    assert.deepEqual(ids(ledger), ['platform:execution_tasks:1:queued'])
  })

  test('rows that became visible late while nobody was looking are found after a long absence', async () => {
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('late', ${at(START - SECOND)})`)
    clock.advance(30 * DAY)
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 1)
  })

  test('microseconds are cut off and a missing zone is taken as UTC', async () => {
    await db.sql(`ALTER TABLE execution_tasks ALTER created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC';
      INSERT INTO execution_tasks (task_id, created_at) VALUES ('a', '2025-10-31 23:00:00.123987')`)
    const { source } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.deepEqual(
      [...ledger.events.values()].map(event => event.at),
      [Date.parse('2025-10-31T23:00:00.123Z')],
    )
  })

  test('in the zone of the platform are moments, and none is lost in the hour that its clocks show twice', async () => {
    await db.sql(
      'ALTER TABLE execution_tasks ALTER created_at TYPE timestamp, ALTER completed_at TYPE timestamp',
    )
    const clock = manualClock(Date.parse('2025-10-25T22:00Z'))
    const { source } = testSource(db.url, [TASKS], { clock, zone: 'Europe/Berlin' })
    const ledger = createLedger()
    await pullAll(source, ledger)
    const written: number[] = []
    // From midnight to six in the morning, a task each seven minutes that takes twenty.
    for (let i = 0; i < 60; i++) {
      clock.advance(7 * MINUTE)
      const now = clock.now()
      written.push(now)
      await db.sql(`INSERT INTO execution_tasks (task_id, created_at)
          VALUES ('${i}', ${at(now)} AT TIME ZONE 'Europe/Berlin');
        UPDATE execution_tasks SET status = 'completed', completed_at = ${at(now)} AT TIME ZONE 'Europe/Berlin'
          WHERE task_id = '${i - 3}'`)
      assert.deepEqual(standing(await pullAll(source, ledger)), [])
    }
    const events = [...ledger.events.values()]
    const repeated = (moment: number): boolean =>
      moment >= Date.parse('2025-10-26T01:00Z') && moment < Date.parse('2025-10-26T02:00Z')
    const moments = (type: string) => events.filter(event => event.type === type).map(event => event.at)
    // The second passing of the hour cannot be told from the first.
    const expected = written.map(moment => (repeated(moment) ? moment - HOUR : moment))
    assert.deepEqual(new Set(moments('task.queued')), new Set(expected))
    assert.equal(moments('task.finished').length, 57)
    for (const { subject, at: end } of events.filter(({ type }) => type === 'task.finished')) {
      const begin = events.find(event => event.subject === subject && event.type === 'task.queued')?.at ?? 0
      // An hour is too much where only the begin fell into the second passing.
      assert.ok([21, 81].includes((end - begin) / MINUTE), `${(end - begin) / MINUTE}`)
    }
  })

  test('a clock that jumps back loses nothing that is written meanwhile', async () => {
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('before', ${at(START - MINUTE)})`)
    await pullAll(source, ledger)
    clock.set(START - HOUR)
    await db.sql(
      `INSERT INTO execution_tasks (task_id, created_at) VALUES ('meanwhile', ${at(START - HOUR)})`,
    )
    const [batch] = await pullAll(source, ledger)
    assert.ok((batch?.completeUpTo ?? 0) <= START - HOUR)
    clock.set(START + MINUTE)
    await db.sql(
      `UPDATE execution_tasks SET status = 'completed', completed_at = created_at + interval '1 minute'`,
    )
    await pullAll(source, ledger)
    assert.deepEqual(ids(ledger), [
      'platform:execution_tasks:1:finished',
      'platform:execution_tasks:1:queued',
      'platform:execution_tasks:2:finished',
      'platform:execution_tasks:2:queued',
    ])
  })

  test('rows of the future and rows without a time are refused once each, and believed once they can be', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES
      ('tomorrow', ${at(START + DAY)}), ('never', 'infinity'), ('timeless', NULL)`)
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    const expected = {
      'execution_tasks.created_at: refused where the value lies in the future': 2,
      'execution_tasks.created_at: refused where the value is null': 1,
    }
    assert.deepEqual(refusals(await pullAll(source, ledger)), expected)
    assert.deepEqual(refusals(await pullAll(source, ledger)), {})
    assert.equal(ledger.events.size, 0)
    clock.advance(DAY + HOUR)
    await pullAll(source, ledger)
    assert.deepEqual(ids(ledger), ['platform:execution_tasks:1:queued'])
  })

  test('an end in the future is refused, and believed once its time has come', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, status, created_at, completed_at)
      VALUES ('a', 'completed', ${at(START - HOUR)}, ${at(START + HOUR)})`)
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    const reason = 'execution_tasks.completed_at: refused where the value lies in the future'
    assert.deepEqual(refusals(await pullAll(source, ledger)), { [reason]: 1 })
    assert.deepEqual(refusals(await pullAll(source, ledger)), {})
    clock.advance(2 * HOUR)
    await pullAll(source, ledger)
    assert.ok(ledger.events.has('platform:execution_tasks:1:finished'))
  })
})

describe('a table without an index on its time', () => {
  test('is read in the order of its serial primary key, late commits included', async () => {
    await db.sql(`DROP INDEX execution_tasks_created_at`)
    await db.sql(history(200))
    const { source, clock } = testSource(db.url, [TASKS], { chunkRows: 30, backfill: 150 * MINUTE })
    const ledger = createLedger()
    const queued = (): number => [...ledger.events.values()].filter(e => e.type === 'task.queued').length
    await pullAll(source, ledger)
    assert.equal(queued(), 150)
    await db.sql(`INSERT INTO execution_tasks (id, task_id, created_at) VALUES
      (1001, 'x', ${at(START + 50 * SECOND)}), (1003, 'z', ${at(START + 55 * SECOND)})`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.equal(queued(), 152)
    await db.sql(
      `INSERT INTO execution_tasks (id, task_id, created_at) VALUES (1002, 'y', ${at(START + 52 * SECOND)})`,
    )
    clock.advance(MINUTE)
    const batches = await pullAll(source, ledger)
    assert.equal(queued(), 153)
    assert.equal(batches.at(-1)?.completeUpTo, START)
  })
})

describe('tasks that stay open for ever', () => {
  test('cost each pull no more than a bound, and those that end after all are found', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at)
      SELECT 'task-' || i, ${at(START)} - i * interval '1 minute' FROM generate_series(1, 500) AS i`)
    const { source, clock, statements } = testSource(db.url, [TASKS], { chunkRows: 10 })
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`UPDATE execution_tasks SET status = 'completed', completed_at = ${at(START + MINUTE)}
      WHERE id IN (1, 150, 300, 499)`)
    const sizes: number[] = []
    let complete = 0
    for (let pull = 0; pull < 120 && complete < START + MINUTE; pull++) {
      clock.advance(MINUTE)
      statements.length = 0
      const batches = await pullAll(source, ledger)
      complete = batches.at(-1)?.completeUpTo ?? 0
      sizes.push(statements.length)
      const { contracts, ...rest } = ledger.cursor as { contracts?: unknown }
      const [own, relied] = [JSON.stringify(rest).length, JSON.stringify(contracts).length]
      assert.ok(own < 8_000 && relied < 4_000, `${own} and ${relied}`)
    }
    assert.ok(complete >= START + MINUTE)
    // One of them looks at what is relied on.
    assert.ok(Math.max(...sizes) <= 25, `${Math.max(...sizes)} statements`)
    assert.equal([...ledger.events.values()].filter(event => event.type === 'task.finished').length, 4)
    assert.equal(ledger.events.size, 504)
  })
})
