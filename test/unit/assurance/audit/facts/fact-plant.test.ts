import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FACT_PLANTS } from '../../../../../src/assurance/audit/facts/fact-plant.ts'
import { DAY, HOUR, SECOND } from '../../../../../src/core/duration.ts'
import { randomStream } from '../../../../../src/core/random.ts'
import type { Lifecycle } from '../../../../../src/lifecycles/lifecycle.ts'
import { claimOf, taskOf } from '../../../../support/audit/told.ts'

const planted = (name: string, given: readonly Lifecycle[]): Lifecycle[] => {
  const before = structuredClone(given)
  const after = FACT_PLANTS.find(plant => plant.name === name)?.apply?.(given, randomStream(1, name)) ?? []
  assert.deepEqual(given, before, 'what it was given is as it was')
  return after
}

describe('what is planted in what sources bring', () => {
  test('a retry storm makes a fifth of the tasks fail, and tries them ten times more', () => {
    const after = planted(
      'retry storm',
      Array.from({ length: 1000 }, (_, k) => taskOf({ subject: String(k) })),
    )
    const failed = after.filter(({ outcome }) => outcome === 'failed')
    assert.ok(Math.abs(failed.length - 2200) < 400, String(failed.length))
    assert.equal(after.length - failed.length, 1000 - failed.length / 11)
    assert.equal(new Set(after.map(({ subject }) => subject)).size, after.length)
  })

  test('a mix makes half of them such as the slowest were, at the moments at which they came', () => {
    const tasks = Array.from({ length: 1000 }, (_, k) =>
      taskOf({
        subject: String(k),
        openedAt: k * SECOND,
        startedAt: null,
        endedAt: k * SECOND + (k % 10 === 0 ? DAY : HOUR),
      }),
    )
    const after = planted('mix', tasks)
    const slow = after.filter(({ openedAt, endedAt }) => (endedAt ?? 0) - (openedAt ?? 0) === DAY)
    assert.ok(Math.abs(slow.length - 550) < 60, String(slow.length))
    assert.deepEqual(
      after.map(({ openedAt, subject }) => [openedAt, subject]),
      tasks.map(({ openedAt, subject }) => [openedAt, subject]),
    )
  })

  test('false claims are claims, and nothing else is touched', () => {
    const after = planted('false claims', [...Array<Lifecycle>(500).fill(claimOf()), taskOf()])
    const falsified = after.filter(({ outcome }) => outcome === 'false')
    assert.ok(Math.abs(falsified.length - 400) < 40, String(falsified.length))
    assert.equal(falsified[0]?.measures.unaudited_true, 0)
    assert.deepEqual(after.at(-1), taskOf())
  })

  test('a rubber stamp calls all of them true at once, and audits none', () => {
    const [one] = planted('rubber stamp', [claimOf({ outcome: 'false' })])
    assert.deepEqual(
      [one?.outcome, one?.endedAt, one?.measures],
      ['true', DAY + SECOND, { audit: 0, probability: 0.9, propensity: 0.2 }],
    )
  })
})
