// A crash at any step of a pull neither loses an event nor makes one twice.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { MINUTE } from '../../src/core/duration.ts'
import type { Event } from '../../src/events/event.ts'
import { tasksArrived, tasksEnded } from '../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../src/indicators/tally.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'

const TASKS_IN_ALL = 160

/** Tasks every ten minutes before START; those that `i % 3 = 0` names are open. */
const SEED = `${TASK_TABLE}
  INSERT INTO execution_tasks (task_id, type, status, created_at, completed_at)
  SELECT 'task-' || i, 'build', CASE WHEN i % 3 = 0 THEN 'running' WHEN i % 7 = 0 THEN 'failed' ELSE 'completed' END,
    ${at(START)} - i * interval '10 minutes',
    CASE WHEN i % 3 <> 0 THEN ${at(START)} - i * interval '10 minutes' + interval '5 minutes' END
  FROM generate_series(1, ${TASKS_IN_ALL}) AS i`

let server: TestPostgres
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())

/** The ids that the table implies, by a way of its own. */
async function truth(db: TestDatabase): Promise<string[]> {
  const rows = await db.sql(`SELECT id::text AS id, status FROM execution_tasks`)
  const ends: Record<string, string> = { completed: 'finished', failed: 'failed' }
  return rows
    .flatMap(({ id, status }) => {
      const end = ends[status ?? '']
      return ['queued', ...(end === undefined ? [] : [end])].map(
        what => `platform:execution_tasks:${id}:${what}`,
      )
    })
    .sort()
}

/** What goes on at the platform between two pulls: two tasks end, two begin. */
function meanwhile(step: number): string {
  const now = at(START + step * MINUTE)
  return `UPDATE execution_tasks SET status = 'completed', completed_at = ${now}
      WHERE id IN (SELECT id FROM execution_tasks WHERE status = 'running' ORDER BY (id * 7919) % 101 LIMIT 2);
    INSERT INTO execution_tasks (task_id, type, status, created_at)
      SELECT 'new-' || ${step} || '-' || i, 'build', 'running', ${now} FROM generate_series(1, 2) AS i`
}

describe('a process that dies', () => {
  test('after any number of committed batches, while the platform goes on, ends with every event once', async () => {
    const db = await server.create()
    await db.sql(SEED)
    const { clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    for (let step = 1; step <= 24; step++) {
      const { source } = testSource(db.url, [TASKS], { chunkRows: 20, clock })
      const survives = step % 5
      let committed = 0
      for await (const batch of source.pull(ledger.cursor, new AbortController().signal)) {
        if (committed === survives) break
        ledger.commit(batch)
        committed++
      }
      clock.advance(MINUTE)
      await db.sql(meanwhile(step))
    }
    await pullAll(testSource(db.url, [TASKS], { clock }).source, ledger)
    assert.deepEqual([...ledger.events.keys()].sort(), await truth(db))

    const undisturbed = createLedger()
    await pullAll(testSource(db.url, [TASKS], { clock }).source, undisturbed)
    assert.deepEqual(sorted(ledger.events.values()), sorted(undisturbed.events.values()))
    await db.drop()
  })

  test('by SIGKILL between any two steps has lost nothing when it starts again', async t => {
    if (server.engine === 'pglite') return t.skip('PGlite blocks the process that the test runs in')
    const db = await server.create()
    await db.sql(SEED)
    const folder = mkdtempSync(join(tmpdir(), 'slowburn-crash-'))
    for (let lines = 2; lines <= 12; lines += 2) await pullAndKill(db.url, folder, lines)
    await pullAndKill(db.url, folder, null)
    const undisturbed = mkdtempSync(join(tmpdir(), 'slowburn-crash-'))
    await pullAndKill(db.url, undisturbed, null)
    assert.deepEqual(contents(folder), contents(undisturbed))
    for (const one of [folder, undisturbed]) rmSync(one, { recursive: true })
    await db.drop()
  })
})

/** Every task that ended, how many are kept at all, and what the cells hold of them. */
function contents(folder: string): unknown {
  const store = openSqliteStore(folder)
  const ended = store.lifecycles.ended('task', 'platform', 0, Number.MAX_SAFE_INTEGER)
  let [arrivals, ends] = [0, 0]
  for (const { cells } of store.cells.read('task', 'platform', 0, Number.MAX_SAFE_INTEGER)) {
    for (const { tally } of cells) {
      arrivals += countOf(tally, tasksArrived)
      ends += countOf(tally, tasksEnded)
    }
  }
  const kept = store.lifecycles.keptCount()
  store.close()
  assert.ok(kept > 0)
  assert.deepEqual([arrivals, ends], [kept, ended.length])
  return { ended, kept }
}

/** Kills the process as soon as it has said so many lines; null: lets it end. */
async function pullAndKill(url: string, folder: string, lines: number | null): Promise<void> {
  const script = join(import.meta.dirname, '../support/postgres/children/pull.ts')
  const child = spawn(process.execPath, [script, url, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = new Promise<number | null>(resolve => child.once('exit', resolve))
  let count = 0
  for await (const _ of createInterface({ input: child.stdout })) {
    count++
    if (count === lines) child.kill('SIGKILL')
  }
  const code = await exit
  assert.equal(code, lines === null ? 0 : null)
}

function sorted(events: Iterable<Event>): Event[] {
  return [...events].sort((a, b) => (a.id < b.id ? -1 : 1))
}
