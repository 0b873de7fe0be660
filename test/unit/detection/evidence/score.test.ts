import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromScale, isScorable, toScale } from '../../../../src/detection/evidence/score.ts'

describe('scales', () => {
  test('are undone by their inverses', () => {
    for (const value of [0.001, 0.25, 0.9]) {
      for (const scale of ['log', 'identity', 'arcsine', 'anscombe'] as const) {
        assert.ok(Math.abs(fromScale(scale, toScale(scale, value)) - value) < 1e-12)
      }
    }
  })

  test('admit what the family can have and nothing else', () => {
    assert.ok(isScorable('real', -5) && isScorable('count', 0) && isScorable('proportion', 1))
    assert.ok(
      !isScorable('positive', -1) && !isScorable('proportion', 1.01) && !isScorable('real', Number.NaN),
    )
  })
})
