import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alarm, ChangeKind } from '../../../../src/detection/change.ts'
import { standingOf } from '../../../../src/detection/live/state.ts'

describe('the alarm that stands on the values', () => {
  test('is any but one of silence or sticking', () => {
    const alarm = (kind: ChangeKind): Alarm => ({
      at: 0,
      severity: 'watch',
      kind,
      direction: 'up',
      evidence: 11,
    })
    assert.equal(standingOf([null, alarm('missing'), null]), -1)
    assert.equal(standingOf([null, alarm('missing'), alarm('tail')]), 2)
  })
})
