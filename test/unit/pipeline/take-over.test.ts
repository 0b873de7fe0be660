import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { createLogger } from '../../../src/core/logger.ts'
import { tasksEnded } from '../../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../../src/indicators/tally.ts'
import { takeOver } from '../../../src/pipeline/take-over.ts'
import { MIGRATIONS } from '../../../src/storage/sqlite/file/migrations.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { planOf } from '../../support/facts/plans.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { watchdogOf } from '../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)
const TASKS = 2500

/** A store as the second version left it: every task ended, one an hour, but for the last, which is open. */
function olderStore(folder: string): void {
  const db = new DatabaseSync(join(folder, 'slowburn.db'))
  db.exec(`PRAGMA journal_mode = WAL; ${MIGRATIONS[0]}; ${MIGRATIONS[1]}; PRAGMA user_version = 2; BEGIN`)
  const event = db.prepare('INSERT INTO events (id, at, event) VALUES (?, ?, ?)')
  const lifecycle = db.prepare('INSERT INTO lifecycles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (let i = 0; i < TASKS; i++) {
    const at = NOW - (TASKS - i) * HOUR
    const ended = i === TASKS - 1 ? null : at + MINUTE
    event.run(`e${i}`, at, 'x'.repeat(500))
    lifecycle.run(
      'task',
      'db',
      `t${i}`,
      at,
      null,
      null,
      ended,
      ended && 'completed',
      '{}',
      '{"task_type":"build"}',
    )
  }
  db.exec("INSERT INTO marks VALUES ('since:task_throughput:db', 5); COMMIT")
  db.close()
}

function setup(t: TestContext): {
  store: Store
  folder: string
  logged: string[]
  run(signal?: AbortSignal): Promise<void>
  close(): void
} {
  const folder = temporaryFolder(t)
  olderStore(folder)
  const store = openSqliteStore(folder)
  let closed = false
  const close = (): void => {
    if (!closed) store.close()
    closed = true
  }
  t.after(close)
  const logged: string[] = []
  const log = createLogger({
    clock: manualClock(NOW),
    level: 'info',
    format: 'text',
    write: line => logged.push(line),
  })
  const run = (signal = new AbortController().signal): Promise<void> =>
    takeOver(
      {
        store,
        plan: planOf(),
        log,
        watchdog: watchdogOf(),
        pause: async () => {},
        settledBefore: NOW - 3 * DAY,
      },
      signal,
    )
  return { store, folder, logged, run, close }
}

function endedIn(store: Store): number {
  return [...store.cells.read('task', 'db', 0, NOW)]
    .flatMap(({ cells }) => cells.map(({ tally }) => countOf(tally, tasksEnded)))
    .reduce((a, b) => a + b, 0)
}

describe('a store of an older version', () => {
  test('is taken over whole, with progress, and keeps its marks', async t => {
    const { store, logged, run } = setup(t)
    assert.equal(store.older.count(), TASKS)
    await run()
    assert.equal(store.older.count(), 0)
    assert.equal(endedIn(store), TASKS - 1)
    assert.equal(store.lifecycles.openCount('task'), 1)
    assert.equal(store.lifecycles.keptCount(), 3 * 24)
    assert.equal(store.lifecycles.earliest('task', 'db'), NOW - TASKS * HOUR)
    assert.equal(store.series.mark('since:task_throughput:db'), 5)
    assert.ok(logged.some(line => /taking over the facts of an older version/.test(line)))
  })

  test('can shrink from then on', async t => {
    const { folder, run, close } = setup(t)
    await run()
    close()
    const db = new DatabaseSync(join(folder, 'slowburn.db'))
    assert.deepEqual({ ...db.prepare('PRAGMA auto_vacuum').get() }, { auto_vacuum: 2 })
    assert.deepEqual({ ...db.prepare('PRAGMA freelist_count').get() }, { freelist_count: 0 })
    db.close()
  })

  test('is taken over once, though it is cut short and begun again', async t => {
    const { store, run } = setup(t)
    const stop = new AbortController()
    const cut = takeOver(
      {
        store,
        plan: planOf(),
        log: createLogger({ clock: manualClock(NOW), level: 'error', format: 'text', write: () => {} }),
        watchdog: watchdogOf(),
        pause: async () => stop.abort(),
        settledBefore: NOW - 3 * DAY,
      },
      stop.signal,
    )
    await cut
    assert.equal(store.older.count(), TASKS - 1000)
    await run()
    await run()
    assert.equal(endedIn(store), TASKS - 1)
  })
})
