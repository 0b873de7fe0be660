import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitBaseline, type Model } from '../../../../src/detection/baseline/baseline.ts'
import { type AnchorState, anchor } from '../../../../src/detection/detectors/anchor.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'

const model = (center: number): Model => {
  const gauss = normal(random(12))
  return fitBaseline(
    Array.from({ length: 336 }, (_, hour) => ({ at: hour * HOUR, value: center + gauss(), n: 1 })),
    HOURLY,
    UTC,
  ).model
}

describe('the first anchor', () => {
  test('takes a first step as seen, and small ones after it not', () => {
    const once = anchor.moved?.(null, model(0), model(2), null) as AnchorState
    assert.ok(Math.abs(once.seen[1] - 2) < 0.4 && Math.abs(once.step - 2) < 0.4)
    const twice = anchor.moved?.(once, model(2), model(3), null) as AnchorState
    assert.deepEqual(twice.seen, once.seen)
    assert.ok(Math.abs(twice.present - 3) < 0.4)
  })

  test('takes the whole as seen where its own alarm was accepted', () => {
    const once = anchor.moved?.(null, model(0), model(0.5), null) as AnchorState
    const alarm = { at: 0, severity: 'watch', kind: 'slope', direction: 'up', evidence: 11 } as const
    const seen = anchor.moved?.(once, model(0.5), model(4), alarm) as AnchorState
    assert.ok(Math.abs(seen.seen[1] - 4) < 0.4)
  })
})
