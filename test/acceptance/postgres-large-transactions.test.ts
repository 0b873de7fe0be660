// Transactions of very many changes, followed: they are taken by as many pulls as they need, each change once, and what they wrote on
// their way says nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PostgresOptions } from '../../src/sources/postgres/mapping/mapping.ts'
import type { PulledSource } from '../../src/sources/source.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  keepIn,
  type Ledger,
  pullAll,
  standing,
  TASK_TABLE,
  TASKS,
} from '../support/postgres/postgres-source.ts'
import { followableForEachTest, followingSource, PUBLICATION } from '../support/postgres/replication.ts'

const ROWS = 6_000
const DONE = `UPDATE execution_tasks SET status = 'completed', completed_at = now()`

const insert = (prefix: string, rows: number): string =>
  `INSERT INTO execution_tasks (task_id, type, status)
    SELECT '${prefix}' || i, 'build', 'running' FROM generate_series(1, ${rows}) i`
const countOf = (ledger: Ledger, type: string): number =>
  [...ledger.events.values()].filter(event => event.type === type).length

describe('a transaction that is larger than a pull', { skip: withoutPostgres }, () => {
  const db = followableForEachTest(`${TASK_TABLE} ${PUBLICATION}`)

  const sourceOf = (more: Partial<PostgresOptions> = {}): PulledSource =>
    followingSource(db.url, [TASKS], { chunkRows: 500, ...more })

  /**
   * Pulls as one whose budget is spent after so many batches, until an event of a type has come and it is through; returns how many pulls and
   * events that took. The server may send nothing of it to the first.
   */
  async function inPieces(
    ledger: Ledger,
    batches: number,
    type: string,
  ): Promise<{ pulls: number; events: number }> {
    let events = 0
    for (let pulls = 1; pulls < 100; pulls++) {
      const source = sourceOf()
      keepIn(ledger, source)
      let left = batches
      for await (const batch of source.pull(ledger.cursor, new AbortController().signal)) {
        ledger.commit(batch)
        events += batch.events.length
        left -= 1
        if (left === 0) break
      }
      const { within } = (ledger.cursor as { stream?: { within?: unknown } }).stream ?? {}
      if (within === null && countOf(ledger, type) > 0) return { pulls, events }
    }
    throw new Error('it never ends')
  }

  test('is taken by several, none of which begins at the beginning', async () => {
    const ledger = createLedger()
    await pullAll(sourceOf(), ledger)
    await db.sql(`BEGIN; ${insert('n', ROWS)}; ${DONE}; COMMIT`)
    const { pulls, events } = await inPieces(ledger, 2, 'task.finished')
    assert.ok(pulls > 5, 'or it was not larger than a pull')
    assert.deepEqual([countOf(ledger, 'task.queued'), countOf(ledger, 'task.finished')], [ROWS, ROWS])
    // The version of each row that waits, and the one that has ended with all before it.
    assert.ok(events < 3.5 * ROWS, `${events} events of ${ROWS} rows`)
  })

  test('removes what it deletes and does not write again, wherever pulls have ended within it', async () => {
    const ledger = createLedger()
    await db.sql(insert('n', 3_000))
    await pullAll(sourceOf(), ledger)
    await db.sql(`BEGIN; CREATE TEMP TABLE old AS SELECT * FROM execution_tasks; DELETE FROM execution_tasks;
      INSERT INTO execution_tasks SELECT * FROM old WHERE id % 3 = 0; ${insert('m', 3_000)}; COMMIT`)
    await inPieces(ledger, 1, 'task.removed')
    assert.equal(countOf(ledger, 'task.removed'), 2_000)
    assert.equal(countOf(ledger, 'task.queued'), 6_000)
  })

  test('takes no row for open again that was read at its end', async () => {
    await db.sql(insert('n', ROWS))
    const ledger = createLedger()
    const source = sourceOf()
    keepIn(ledger, source)
    let batches = 0
    for await (const batch of source.pull(null, new AbortController().signal)) {
      ledger.commit(batch)
      batches += 1
      // What is read of the table from here on has ended, and the log says after that how it came to that.
      if (batches === 1) await db.sql(`BEGIN; UPDATE execution_tasks SET type = 'test'; ${DONE}; COMMIT`)
    }
    const pulled = await pullAll(sourceOf(), ledger)
    assert.equal(countOf(ledger, 'task.finished'), ROWS)
    assert.equal(countOf(ledger, 'task.reopened'), 0)
    assert.deepEqual(
      standing(pulled).filter(({ message }) => /taken? back|taken up again/.test(message)),
      [],
    )
  })
})
