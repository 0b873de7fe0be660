import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alarm } from '../../../../src/detection/change.ts'
import { foremost, gapsOf } from '../../../../src/detection/live/shown.ts'
import type { LiveState } from '../../../../src/detection/live/state.ts'

function alarm(kind: Alarm['kind'], severity: Alarm['severity'] = 'watch', at = 1): Alarm {
  return { at, severity, kind, direction: 'up', evidence: 11 }
}

function live(state: Partial<LiveState>): LiveState {
  return {
    alarms: [],
    blind: [],
    broken: {},
    provisional: false,
    reading: { noise: null },
    ...state,
  } as unknown as LiveState
}

describe('what is shown of a live series', () => {
  test('is that it is gone before that it has shifted, and that before its spread', () => {
    const [gone, shifted, wider] = [alarm('missing'), alarm('level'), alarm('variance')]
    assert.equal(foremost(live({ alarms: [wider, null, shifted, gone] }), null), gone)
    assert.equal(foremost(live({ alarms: [wider, shifted] }), null), shifted)
    assert.equal(foremost(live({ alarms: [null, null] }), null), null)
  })

  test('is still the change that is shown where values are stuck, but for a watch beside a page', () => {
    const shifted = alarm('level', 'page')
    const watch = alarm('level')
    const stuck = alarm('stuck', 'page', 2)
    assert.equal(foremost(live({ alarms: [shifted, stuck] }), shifted), shifted)
    assert.equal(foremost(live({ alarms: [watch, stuck] }), watch), stuck)
  })

  test('is of a quiet one what it is not watched for: the very list of its baseline where there is nothing else', () => {
    const blind = ['volatile'] as const
    assert.equal(gapsOf(live({ blind }), false), blind)
    assert.deepEqual(gapsOf(live({ blind, provisional: true, broken: { ties: 'out of cheese' } }), true), [
      'volatile',
      'provisional',
      'holiday',
      'broken:ties',
    ])
  })
})
