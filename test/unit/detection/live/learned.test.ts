import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { startHistory } from '../../../../src/detection/baseline/history.ts'
import type { Reading } from '../../../../src/detection/baseline/reading.ts'
import type { Alarm } from '../../../../src/detection/change.ts'
import { learnedOn } from '../../../../src/detection/live/learned.ts'
import type { LiveState } from '../../../../src/detection/live/state.ts'

const alarm: Alarm = { at: 0, severity: 'watch', kind: 'level', direction: 'up', evidence: 11 }

function after(hours: number, deviation: number, standing: Alarm | null, before = EMPTY, from = 0) {
  let live = before
  for (let hour = from; hour < from + hours; hour += 1) {
    const reading = { at: hour * HOUR, score: deviation, deviation } as Reading
    live = { ...live, ...learnedOn(live, reading, standing, HOUR) }
  }
  return live
}

const EMPTY = { history: startHistory(0, 0, 1), away: 0 } as unknown as LiveState

describe('what a live series remembers for the looks to come', () => {
  test('is everything while nothing stands', () => {
    assert.equal(after(100, 9, null).history?.have, 100)
  })

  test('includes an alarm of a few hours, however far', () => {
    assert.equal(after(5, 30, alarm).history?.have, 5)
  })

  test('leaves out what stood for days but for its first hours, and goes on after it', () => {
    const quiet = after(100, 0, null)
    const stood = after(200, 1, alarm, quiet, 100)
    assert.equal(stood.history?.have, 136)
    assert.equal(after(50, 0, null, stood, 300).history?.have, 186)
  })

  test('begins anew after what stood for weeks', () => {
    const stood = after(500, 3, alarm, after(100, 0, null), 100)
    assert.equal(after(50, 0, null, stood, 600).history?.have, 50)
  })

  test('reaches back four weeks of a provisional baseline, however often alarms stood between', () => {
    let live: LiveState = { ...EMPTY, provisional: true }
    for (let days = 0; days < 300; days += 10) {
      live = after(9 * 24, 3, alarm, live, days * 24)
      live = after(24, 0, null, live, days * 24 + 9 * 24)
      assert.ok((live.history?.cells.length ?? 0) <= 2 * 672, `${live.history?.cells.length}`)
    }
    assert.ok((live.history?.have ?? 0) >= 24)
  })

  test('is nothing any more where all looks are over', () => {
    assert.equal(after(5, 0, null, { ...EMPTY, history: null }).history, null)
  })
})
