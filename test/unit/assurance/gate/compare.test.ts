import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ALPHA, compare, compareSplit } from '../../../../src/assurance/gate/compare.ts'
import { GUARDS, type Guard } from '../../../../src/assurance/gate/guards.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import { task, tasksOf } from '../../../support/gate/rollout.ts'
import { assertClose } from '../../../support/numbers.ts'

const [failures, durations] = GUARDS as [Guard, Guard]
const how = (tolerable: number) => ({
  times: { horizon: DAY, slow: 2 * MINUTE },
  tolerable,
  pause: async () => {},
})

describe('comparing two sides', () => {
  test('counts what is in whole batches of twenty, and pools the odds over them', async () => {
    const batch = (hits: number) =>
      Array.from({ length: 20 }, (_, index) =>
        task({ isCandidate: index < 10, outcome: index < hits || index === 19 ? 'failed' : 'other' }),
      )
    const { candidate, baseline, ratio } = await compare([...batch(2), ...batch(4), task()], failures, how(0))
    assert.deepEqual(
      [candidate, baseline],
      [
        { events: 6, of: 20 },
        { events: 2, of: 20 },
      ],
    )
    // (2 * 9 + 4 * 9) / (1 * 8 + 1 * 6)
    assertClose(ratio.value ?? 0, 54 / 14)
  })

  test('has no odds where nothing happened', async () => {
    const { ratio, worse, tolerable } = await compare(tasksOf({ base: 0 }), failures, how(0.01))
    assert.deepEqual(ratio, { value: null, lower: 0, upper: Number.POSITIVE_INFINITY })
    assert.equal(worse, 0)
    assert.ok(tolerable > -Math.log(ALPHA.guard))
  })

  test('says of durations nothing about what is tolerable', async () => {
    assert.equal((await compare(tasksOf(), durations, how(0.01))).tolerable, 0)
  })

  test('does not add up to more than one in twenty', async () => {
    assert.ok(GUARDS.length * ALPHA.guard + ALPHA.split <= 0.05)
  })
})

describe('comparing a split', () => {
  test('finds the one that was meant', async () => {
    const { seen, of, isMismatch } = await compareSplit(tasksOf({ share: 0.1 }), 0.1, async () => {})
    assert.ok(Math.abs(seen - 0.1) < 0.03)
    assert.deepEqual([of, isMismatch], [1000, false])
  })

  test('finds another', async () => {
    assert.equal((await compareSplit(tasksOf({ share: 0.4 }), 0.5, async () => {})).isMismatch, true)
    assert.deepEqual(await compareSplit([], 0.5, async () => {}), {
      meant: 0.5,
      seen: 0,
      of: 0,
      isMismatch: false,
    })
  })
})
