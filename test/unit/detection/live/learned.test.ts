import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { startHistory } from '../../../../src/detection/baseline/history.ts'
import type { Reading } from '../../../../src/detection/baseline/reading.ts'
import type { Alarm } from '../../../../src/detection/change.ts'
import { learnedOn } from '../../../../src/detection/live/learned.ts'
import type { LiveState } from '../../../../src/detection/live/state.ts'

const alarm: Alarm = { at: 0, severity: 'watch', kind: 'level', direction: 'up', evidence: 11 }

function after(hours: number, deviation: number, standing: Alarm | null) {
  let live = { history: startHistory(0, 0, 1), away: 0 } as unknown as LiveState
  for (let hour = 0; hour < hours; hour += 1) {
    const reading = { at: hour * HOUR, score: deviation, deviation } as Reading
    live = { ...live, ...learnedOn(live, reading, standing, HOUR) }
  }
  return live
}

describe('what a live series remembers for the looks to come', () => {
  test('is everything while nothing stands', () => {
    assert.equal(after(100, 9, null).history?.have, 100)
  })

  test('includes an alarm of a few hours, however far', () => {
    assert.equal(after(5, 30, alarm).history?.have, 5)
  })

  test('ends with one that stood for days', () => {
    assert.equal(after(48, 1, alarm).history, null)
  })
})
