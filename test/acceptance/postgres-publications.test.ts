// Publications that are altered, dropped and made anew while their changes are followed: what they do not say is read from the tables.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { MINUTE } from '../../src/core/duration.ts'
import type { Batch } from '../../src/sources/source.ts'
import { outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  type Ledger,
  pullAll,
  standing,
  TASK_TABLE,
  TASKS,
} from '../support/postgres/postgres-source.ts'
import { followableForEachTest, followingSource, PUBLICATION } from '../support/postgres/replication.ts'

const insert = (id: string): string =>
  `INSERT INTO execution_tasks (task_id, type, status) VALUES ('${id}', 'build', 'running')`
const DONE = `UPDATE execution_tasks SET status = 'completed', completed_at = now() WHERE status = 'running'`
const said = (batches: readonly Batch[]): string =>
  standing(batches)
    .map(({ message }) => message)
    .join('\n')

describe('a stream of changes', { skip: withoutPostgres }, () => {
  const db = followableForEachTest(`${TASK_TABLE} ${PUBLICATION}`)

  async function pulled(ledger: Ledger): Promise<Batch[]> {
    await wait(60)
    return pullAll(followingSource(db.url, [TASKS]), ledger)
  }

  test('goes on where its publication was dropped and made anew, between which nothing can be decoded', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql('DROP PUBLICATION slowburn_platform')
    await db.sql(insert('a'))
    await pulled(ledger)
    await db.sql(PUBLICATION)
    if (/publication "slowburn_platform" does not exist/.test(said(await pulled(ledger)))) {
      const { stream } = ledger.cursor as unknown as { stream: { failing: { since: number } } }
      stream.failing.since -= MINUTE
      assert.match(
        said(await pulled(ledger)),
        /could not be read \(publication .*\), and was dropped: rows that came/,
      )
    }
    await pulled(ledger)
    await db.sql(DONE)
    await db.sql('DELETE FROM execution_tasks')
    await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 1 })
  })

  test('leaves out a table that is not published for a while, which is polled, and says so', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(
      `ALTER PUBLICATION slowburn_platform DROP TABLE execution_tasks; ${insert('a')}; ${insert('b')}`,
    )
    assert.match(said(await pulled(ledger)), /it does not publish public.execution_tasks, which is polled/)
    await db.sql(
      `${DONE} AND task_id = 'a'; ALTER PUBLICATION slowburn_platform ADD TABLE execution_tasks; ${insert('c')}`,
    )
    assert.equal(said(await pulled(ledger)), '')
    assert.deepEqual(outcomesOf(ledger), { completed: 1, open: 2 })
    await db.sql(`${DONE}; DELETE FROM execution_tasks`)
    await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 3 })
  })
})
