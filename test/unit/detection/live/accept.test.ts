import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MonitorState, Verdict } from '../../../../src/detection/change.ts'
import { STATE_LIMIT } from '../../../../src/detection/detectors/detector.ts'
import type { Point } from '../../../../src/series/series.ts'
import {
  HOURLY,
  hourly,
  monitor,
  normal,
  raised,
  random,
  spoke,
} from '../../../support/detection/detection.ts'
import { sizeOf } from '../../../support/detection/state-size.ts'

describe('accepting', () => {
  const step =
    (at: number, by: number): ((index: number) => number) =>
    index =>
      index >= at ? by : 0

  function follow(
    points: readonly Point[],
    acceptAfter: number,
  ): { accepted: number[]; verdicts: Verdict[]; state: MonitorState } {
    let state = monitor.start(HOURLY)
    let since = 0
    const accepted: number[] = []
    const verdicts: Verdict[] = []
    for (const [index, each] of points.entries()) {
      const [next, verdict] = monitor.observe(state, each)
      state = next
      verdicts.push(verdict)
      since = verdict.status === 'alarm' && verdict.alarm.kind === 'level' ? since + 1 : 0
      if (since === acceptAfter) {
        state = monitor.accept(state, points.slice(0, index + 1))
        accepted.push(index)
        since = 0
      }
    }
    return { accepted, verdicts, state }
  }

  test('makes the present level the new normal', () => {
    const noise = normal(random(17))
    const { accepted, verdicts } = follow(
      hourly(1500, index => noise() + step(500, 2)(index)),
      48,
    )
    assert.equal(accepted.length, 1)
    const after = verdicts.slice((accepted[0] ?? 0) + 1)
    assert.ok(
      after.every(verdict => verdict.status === 'quiet'),
      spoke(raised(after)),
    )
  })

  test('of many small steps does not hide their sum: the first anchor speaks', () => {
    const noise = normal(random(18))
    const { accepted, verdicts } = follow(
      hourly(8000, index => noise() + 0.7 * Math.max(0, Math.floor((index - 1) / 1000))),
      72,
    )
    assert.ok(accepted.length >= 2)
    const slope = verdicts.flatMap(verdict =>
      verdict.status === 'alarm' && verdict.alarm.kind === 'slope' ? [verdict.alarm] : [],
    )
    assert.ok(slope.length > 0)
    assert.equal(slope[0]?.direction, 'up')
  })

  test('of a wider series makes its width the new normal', () => {
    const noise = normal(random(22))
    const points = hourly(1800, index => noise() * (index >= 500 ? 2 : 1))
    let state = monitor.start(HOURLY)
    let accepted = 0
    const after: Verdict[] = []
    for (const [index, each] of points.entries()) {
      const [next, verdict] = monitor.observe(state, each)
      state = next
      if (accepted > 0) after.push(verdict)
      if (accepted === 0 && verdict.status === 'alarm' && index >= 700) {
        assert.equal(verdict.alarm.kind, 'variance')
        state = monitor.accept(state, points.slice(0, index + 1))
        accepted = index
      }
    }
    assert.ok(accepted > 0)
    assert.ok(
      after.every(verdict => verdict.status === 'quiet'),
      spoke(raised(after)),
    )
  })

  test('keeps the state within its limit', () => {
    const noise = normal(random(19))
    const { state } = follow(
      hourly(1500, index => noise() + Math.sin((index * Math.PI) / 12) + step(500, 2)(index)),
      48,
    )
    assert.ok(sizeOf(state).all <= STATE_LIMIT, sizeOf(state).words)
  })
})
