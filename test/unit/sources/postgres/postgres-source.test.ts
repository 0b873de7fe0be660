import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import { SourceError } from '../../../../src/core/errors.ts'
import type { TableMapping } from '../../../../src/sources/postgres/mapping/mapping.ts'
import { freePort } from '../../../support/postgres/postgres.ts'
import { createLedger, pullAll, TASKS, testSource } from '../../../support/postgres/postgres-source.ts'

const NOWHERE = 'postgres://me:secret@127.0.0.1:1/shop'
const observed: TableMapping = {
  table: 'ledger',
  as: 'observations',
  observation: 'income',
  columns: { id: 'id', at: 'at' },
}
const runs: TableMapping = {
  table: 'runs',
  as: 'runs',
  columns: { taskId: 't', finishedAt: 'f', durationMs: 'd' },
}
const releases: TableMapping = {
  table: 'deployments',
  as: 'releases',
  columns: { id: 'id', at: 'at', version: 'v' },
}

describe('a source for PostgreSQL', () => {
  test('feeds the kinds of its tables, each once, and a gauge by its name; releases feed none', () => {
    assert.deepEqual(testSource(NOWHERE, [TASKS, runs, observed, releases]).source.feeds, ['task', 'income'])
  })

  test('works one task at a time only where that is declared', () => {
    assert.equal(testSource(NOWHERE, [TASKS]).source.oneAtATime, false)
    assert.equal(testSource(NOWHERE, [{ ...TASKS, concurrency: 1 }]).source.oneAtATime, true)
  })

  test('has several tables of a kind where they are mapped so, an archive not counted', () => {
    assert.deepEqual(testSource(NOWHERE, [{ ...TASKS, archive: 'old' }]).source.severalTables, [])
    assert.deepEqual(testSource(NOWHERE, [TASKS, { ...TASKS, table: 'b' }]).source.severalTables, ['task'])
  })

  test('has half a minute for a pull unless it is given another budget', () => {
    assert.equal(testSource(NOWHERE, []).source.budget, 30 * SECOND)
    assert.equal(testSource(NOWHERE, [], { budget: SECOND }).source.budget, SECOND)
  })
})

describe('a pull', () => {
  test('from a server that is not there says so without the password', async () => {
    const url = `postgres://me:secret@127.0.0.1:${await freePort()}/shop`
    await assert.rejects(pullAll(testSource(url, [TASKS]).source, createLedger()), (error: unknown) => {
      assert.ok(error instanceof SourceError)
      assert.match(error.message, /refused the connection/)
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
  })

  test('that is given up before it begins ends without a batch', async () => {
    const { source } = testSource(NOWHERE, [TASKS])
    assert.deepEqual(await pullAll(source, createLedger(), AbortSignal.abort()), [])
  })
})
