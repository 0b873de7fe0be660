import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AUDIT_PROPENSITY, claimStream, sampleStream } from '../../../../src/demo/simulator/claim-streams.ts'
import type { Task } from '../../../../src/demo/simulator/entities.ts'
import { conditions } from '../../../../src/demo/simulator/plants.ts'
import { MODELS } from '../../../../src/demo/simulator/work.ts'

const startedAt = Date.UTC(2026, 4, 4)
const world = { seed: 5, startedAt, plants: new Set<never>() }
const task = (id: number, outcome: Task['outcome'] = 'completed'): Task => ({
  id,
  type: 'build',
  model: MODELS.large,
  createdAt: startedAt + id,
  startedAt: startedAt + id,
  endedAt: startedAt + id + 1000,
  outcome,
})
const many = Array.from({ length: 8000 }, (_, i) => task(i + 1))

describe('claims', () => {
  const claims = claimStream(world, conditions(startedAt, world.plants))

  test('are made of work that was done, whatever became of its record', () => {
    const made = claims([task(1), task(2, 'failed'), task(3, 'timeout'), task(4, 'phantom')])
    assert.deepEqual(
      made.map(claim => [claim.id, claim.task.id, claim.claimType]),
      [
        [1, 1, 'built'],
        [2, 4, 'built'],
      ],
    )
  })

  test('that nobody looks at have no verifier, and all others have one after they were made', () => {
    for (const { audited, madeAt, verifiedAt, verifier } of claims(many)) {
      assert.equal(verifiedAt === null, verifier === null)
      if (verifiedAt !== null) assert.ok(verifiedAt > madeAt)
      if (audited) assert.ok(verifier === 'test' || verifier === 'human')
    }
  })

  test('are audited with the stated propensity, whether they are true or not', () => {
    const made = claims(many)
    for (const truth of [true, false]) {
      const mine = made.filter(claim => claim.truth === truth)
      const share = mine.filter(({ audited }) => audited).length / mine.length
      // Four standard errors of a share of 3,000.
      assert.ok(Math.abs(share - AUDIT_PROPENSITY) < 0.035, String(share))
    }
  })
})

describe('what the platform measures of itself', () => {
  test('is kept of about one task in eight, and costs what its tokens cost', () => {
    const samples = sampleStream(world)(many)
    assert.ok(Math.abs(samples.length / many.length - 1 / 8) < 0.015)
    for (const { tokens, cost, accuracy } of samples) {
      assert.ok(Math.abs(cost - tokens * 4e-6) < 1e-6)
      assert.ok(accuracy >= 0.9 && accuracy <= 0.98)
    }
  })
})
