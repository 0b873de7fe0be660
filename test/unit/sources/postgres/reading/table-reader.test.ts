import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { NO_MEMORY } from '../../../../../src/sources/memory.ts'
import { TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'
import { createSession, type Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { removal, rowReaders } from '../../../../../src/sources/postgres/kinds/kinds.ts'
import { emptyState, type TableState } from '../../../../../src/sources/postgres/reading/cursor.ts'
import { FIRST_LIFE, fingerprints } from '../../../../../src/sources/postgres/reading/life.ts'
import { Lives } from '../../../../../src/sources/postgres/reading/rows/lives.ts'
import { NOTHING } from '../../../../../src/sources/postgres/reading/rows/row.ts'
import { TableReader } from '../../../../../src/sources/postgres/reading/table-reader.ts'
import { planTables } from '../../../../../src/sources/postgres/survey/survey.ts'
import { inForm } from '../../../../support/long-form.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../../support/postgres/postgres.ts'
import { at, START, TASK_TABLE, TASKS } from '../../../../support/postgres/postgres-source.ts'

const LAG = 2 * MINUTE

describe('the reader of a table', () => {
  let server: TestPostgres
  let db: TestDatabase
  let session: Session
  let taken: TakenRows
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    await db.sql(TASK_TABLE)
    session = createSession({ url: db.url, statementTimeout: 5_000, signal: new AbortController().signal })
  })
  after(async () => {
    try {
      await session.close()
    } finally {
      await server.stop()
    }
  })
  beforeEach(async () => {
    taken = new TakenRows({ get: () => null }, 't', 'time')
    await db.sql(`DELETE FROM execution_tasks;
      INSERT INTO execution_tasks (task_id, status, created_at)
      SELECT 't' || i, 'pending', ${at(START)} - i * interval '1 minute' FROM generate_series(1, 5) i`)
  })

  async function readerAt(now: number, known?: TableState, elapsed = 0): Promise<TableReader> {
    const [{ plan } = { plan: null }] = await planTables(session, [TASKS])
    assert.ok(plan !== null)
    const fingerprint = (await fingerprints(session, [plan.oid])).get(plan.oid) ?? ''
    return new TableReader({
      plan,
      readRow: rowReaders('s', [TASKS]).get(plan.name) ?? (() => NOTHING),
      removed: (row, moment) => removal('s', TASKS, 'execution_tasks', row, moment),
      deleted: (row, moment) => removal('s', TASKS, 'execution_tasks', row, moment),
      state: known ?? emptyState('created_at', { ...FIRST_LIFE, fingerprint }),
      session,
      taken,
      lives: new Lives(NO_MEMORY),
      subjects: 's:execution_tasks:',
      bound: now,
      lag: LAG,
      elapsed: () => elapsed,
      backfill: DAY,
      chunkRows: 2,
      mostFollowed: { rows: 20, characters: 10_000 },
      limit: { rows: 2 },
      comparing: { every: 5 * MINUTE, rows: 1_000 },
      pause: async () => {},
    })
  }

  /** What all the steps at a moment bring, as `type subject`. */
  async function read(reader: TableReader, now: number): Promise<string[]> {
    const found: string[] = []
    for await (const { events } of reader.steps(now)) {
      found.push(...events.map(({ type, subject }) => `${type} ${subject.split(':').at(-1)}`))
    }
    return found
  }

  test('takes the rows in order, a chunk a step, and is complete up to the lag before the present', async () => {
    const reader = await readerAt(START)
    assert.deepEqual([reader.completeUpTo(), reader.progress(), reader.isFirstPass()], [null, 0, true])
    assert.deepEqual(
      await read(reader, START),
      ['t5', 't4', 't3', 't2', 't1'].map(id => `task.queued ${id}`),
    )
    assert.deepEqual(
      [reader.completeUpTo(), reader.progress(), reader.isFirstPass()],
      [START - LAG, 1, false],
    )
    assert.deepEqual([reader.state().rows, reader.wait(), reader.unaccounted()], [5, LAG, 0])
  })

  test('does not wait an hour for rows since one came late when an outage of an hour was over', async () => {
    let state: TableState | undefined
    let reader = await readerAt(START)
    const look = async (minute: number): Promise<void> => {
      const now = START + minute * MINUTE
      reader = await readerAt(now, state)
      await read(reader, now)
      state = JSON.parse(JSON.stringify(reader.state())) as TableState
    }
    for (let minute = 0; minute <= 10; minute += inForm(5, 1)) await look(minute)
    await look(70)
    await db.sql(`INSERT INTO execution_tasks (task_id, status, created_at)
      VALUES ('late', 'pending', ${at(START + 9 * MINUTE)})`)
    for (let minute = 71; minute <= 80; minute += inForm(3, 1)) await look(minute)
    assert.equal(reader.state().rows, 6)
    assert.ok(reader.wait() > LAG && reader.wait() <= 20 * MINUTE, String(reader.wait() / MINUTE))
  })

  test('believes an end that was written while other rows were read, and refuses one of the future', async () => {
    await db.sql(
      `UPDATE execution_tasks SET status = 'completed', completed_at = ${at(START + LAG + 30 * SECOND)} WHERE task_id = 't5'`,
    )
    const ends = async (elapsed: number): Promise<string[]> => {
      const found = await read(await readerAt(START, undefined, elapsed), START)
      return found.filter(one => one.startsWith('task.finished'))
    }
    assert.deepEqual(await ends(0), [])
    assert.deepEqual(await ends(MINUTE), ['task.finished t5'])
  })

  test('refuses no row that was written while it reads, and each of the future', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, status, created_at)
      VALUES ('soon', 'pending', ${at(START + LAG + 30 * SECOND)}), ('never', 'pending', ${at(START + DAY)})`)
    const refusedWith = async (elapsed: number): Promise<number> => {
      let refused = 0
      for await (const step of (await readerAt(START, undefined, elapsed)).steps(START)) {
        refused += step.refusals.length
      }
      return refused
    }
    assert.deepEqual([await refusedWith(0), await refusedWith(MINUTE)], [2, 1])
  })

  test('goes on in the middle of a pass from the state of the step before', async () => {
    const first = await readerAt(START)
    for await (const { rows } of first.steps(START)) {
      assert.equal(rows, 2)
      break
    }
    const second = await readerAt(START, JSON.parse(JSON.stringify(first.state())) as TableState)
    const found = await read(second, START)
    assert.deepEqual(
      found.slice(0, 3),
      ['t3', 't2', 't1'].map(id => `task.queued ${id}`),
    )
    // The pass behind a resumed one reads the time of the lag again: what it brings is known by its id.
    assert.ok(found.slice(3).every(one => found.slice(1, 3).includes(one)))
  })

  test('follows open rows until they end or are gone, and says each once', async () => {
    const first = await readerAt(START)
    await read(first, START)
    await db.sql(`UPDATE execution_tasks SET status = 'completed', completed_at = ${at(START)} WHERE task_id = 't5';
      DELETE FROM execution_tasks WHERE task_id = 't4'`)
    const now = START + MINUTE
    const second = await readerAt(now, first.state())
    const found = await read(second, now)
    assert.ok(found.includes('task.finished t5'))
    assert.ok(found.includes('task.removed t4'))
    const later = await read(await readerAt(now + MINUTE, second.state()), now + MINUTE)
    assert.deepEqual(
      later.filter(one => /finished|removed/.test(one)),
      [],
    )
  })

  test('refuses a row whose time has not come, and counts it once', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('early', ${at(START + DAY)})`)
    const reader = await readerAt(START)
    const refused: string[] = []
    for await (const { refusals } of reader.steps(START)) {
      refused.push(...refusals.map(({ role, reason }) => `${role} ${reason}`))
    }
    for await (const { refusals } of reader.steps(START)) refused.push(...refusals.map(({ role }) => role))
    assert.deepEqual(refused, ['createdAt lies in the future'])
  })
})
