import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import {
  claimTable,
  drones,
  droneTable,
  investmentTable,
  ledgerTable,
  type Table,
  taskTable,
  type Value,
} from '../../../../src/demo/platform/tables.ts'
import type { Claim, Investment, Task } from '../../../../src/demo/simulator/entities.ts'
import { MODELS } from '../../../../src/demo/simulator/work.ts'

const at = Date.UTC(2026, 4, 4)
const task = (more: Partial<Task> = {}): Task => ({
  id: 12,
  type: 'build',
  model: MODELS.large,
  createdAt: at,
  startedAt: at + 10 * SECOND,
  endedAt: at + 60 * SECOND,
  outcome: 'completed',
  ...more,
})
const tasks = taskTable(1, 'column "ai_model" does not exist')

function row<E>(table: Table<E>, entity: E, when: number): Record<string, Value | undefined> {
  const values = table.row(entity, when)
  assert.equal(values.length, table.columns.length)
  return Object.fromEntries(table.columns.map((column, i) => [column, values[i]]))
}

describe('a task as a row', () => {
  test('goes from pending to queued to running to completed', () => {
    const seen = [0, 1, 10, 60].map(seconds => row(tasks, task(), at + seconds * SECOND).status)
    assert.deepEqual(seen, ['pending', 'queued', 'running', 'completed'])
  })

  test('changes at the moments that it names, and at no other', () => {
    assert.deepEqual(tasks.changes(task()), [at + SECOND, at + 10 * SECOND, at + 60 * SECOND])
    const atOnce = task({ startedAt: at })
    assert.deepEqual(tasks.changes(atOnce), [at + 60 * SECOND])
  })

  test('has neither an end nor a result before it has ended', () => {
    const { completed_at, result, error } = row(tasks, task(), at + 59 * SECOND)
    assert.deepEqual([completed_at, result, error], [null, null, null])
  })

  test('is recorded as failed with the database error where the work was done: a phantom failure', () => {
    const { status, error, result } = row(tasks, task({ outcome: 'phantom' }), at + 60 * SECOND)
    assert.deepEqual([status, error, result], ['failed', 'column "ai_model" does not exist', null])
  })
})

describe('a claim as a row', () => {
  const claim: Claim = {
    id: 1,
    task: task(),
    claimType: 'built',
    probability: 0.7,
    truth: true,
    audited: true,
    madeAt: at,
    verifiedAt: at + 5,
    verifier: 'test',
  }

  test('tells nothing of its outcome before it was verified', () => {
    const { verified_at, outcome, verifier } = row(claimTable, claim, at + 4)
    assert.deepEqual([verified_at, outcome, verifier], [null, null, null])
    assert.equal(row(claimTable, claim, at + 5).outcome, true)
  })

  test('that nobody ever looks at never changes', () => {
    assert.deepEqual(claimTable.changes({ ...claim, verifiedAt: null, verifier: null }), [])
  })
})

describe('an investment as a row', () => {
  const spent: Investment = {
    id: 1,
    taskNumber: null,
    category: 'content',
    projected: 40,
    spentAt: at,
    end: 'written_off',
    endedAt: at + 9,
    realised: 30,
  }

  test('is open, then written off or realised, never both', () => {
    const open = row(investmentTable, spent, at)
    assert.deepEqual([open.realised_at, open.written_off_at, open.realised_amount], [null, null, null])
    const lost = row(investmentTable, spent, at + 9)
    assert.equal(lost.realised_at, null)
    assert.notEqual(lost.written_off_at, null)
    const back = row(investmentTable, { ...spent, end: 'realised' }, at + 9)
    assert.deepEqual([back.written_off_at, back.realised_amount], [null, 30])
  })
})

describe('what is written once', () => {
  test('never changes', () => {
    const entry = { id: 3, type: 'revenue', category: 'x', amount: 2, externalId: 'e', at }
    assert.equal(row(ledgerTable, entry, at).tx_id, 'tx_00000003')
    assert.deepEqual(ledgerTable.changes(entry), [])
  })

  test('promises more than it brings: the income projects', () => {
    for (const drone of drones(1, at)) {
      const { projected_revenue, actual_revenue } = row(droneTable, drone, at)
      assert.ok(Number(actual_revenue) < Number(projected_revenue))
    }
  })
})
