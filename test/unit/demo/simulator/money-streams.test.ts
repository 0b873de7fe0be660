import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import type { Task } from '../../../../src/demo/simulator/entities.ts'
import { investmentStream, ledgerStream } from '../../../../src/demo/simulator/money-streams.ts'
import { conditions, type PlantId } from '../../../../src/demo/simulator/plants.ts'
import { MODELS } from '../../../../src/demo/simulator/work.ts'

const startedAt = Date.UTC(2026, 4, 4)
const world = (...ids: PlantId[]): { seed: number; startedAt: number; plants: Set<PlantId> } => ({
  seed: 9,
  startedAt,
  plants: new Set(ids),
})
const task = (id: number, endedAt: number): Task => ({
  id,
  type: 'build',
  model: MODELS.large,
  createdAt: startedAt,
  startedAt,
  endedAt,
  outcome: 'completed',
})

describe('money that is spent', () => {
  const spend = investmentStream(world(), conditions(startedAt, new Set()))
  const noon = startedAt + DAY / 2
  const spent = spend([task(7, noon)], startedAt + 40 * DAY)

  test('is spent on the task that was finished last, and on none before the first', () => {
    assert.ok(spent.length > 2000)
    for (const { spentAt, taskNumber } of spent) assert.equal(taskNumber, spentAt <= noon ? null : 7)
  })

  test('comes back or is written off after it was spent, one in twenty the latter', () => {
    assert.ok(spent.every(({ endedAt, spentAt }) => endedAt > spentAt))
    const share = spent.filter(({ end }) => end === 'written_off').length / spent.length
    assert.ok(Math.abs(share - 0.05) < 0.02, String(share))
  })
})

describe('the ledger', () => {
  test('gets about four entries an hour until it falls silent', () => {
    const ledger = ledgerStream(world('ledger-silent'), conditions(startedAt, new Set(['ledger-silent'])))
    const before = ledger(startedAt + 80 * DAY)
    assert.ok(Math.abs(before.length / 80 / 24 - 4) < 0.25)
    ledger(startedAt + 81 * DAY)
    assert.deepEqual(ledger(startedAt + 100 * DAY), [])
  })

  test('gives each entry an id and an amount of its own', () => {
    const entries = ledgerStream(world(), conditions(startedAt, new Set()))(startedAt + 5 * DAY)
    assert.equal(new Set(entries.map(({ externalId }) => externalId)).size, entries.length)
    assert.ok(entries.every(({ amount }) => amount > 0))
  })
})
