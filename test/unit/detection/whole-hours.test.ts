import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import { ignoredPoints } from '../../../src/detection/monitor.ts'
import {
  autoregressive,
  monitor,
  normal,
  point,
  raised,
  random,
  spoke,
  watch,
} from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const FINE: MonitorOptions = { bucket: 5 * MINUTE, family: 'real', goodDirection: null, limit: null }

function fine(days: number, value: (index: number) => number | null) {
  return Array.from({ length: days * 288 }, (_, index) => point(index * 5 * MINUTE, value(index)))
}

describe('a series of five-minute buckets', () => {
  test('is watched by its hours, and stays quiet though its minutes wander', () => {
    const alarms = [...Array(inForm(2, 4)).keys()].flatMap(seed => {
      const gauss = normal(random(seed))
      const slow = autoregressive(random(seed + 50), 0.98)
      return raised(
        watch(
          FINE,
          fine(30, () => 0.85 * gauss() + 0.5 * slow()),
        ).verdicts,
      )
    })
    assert.ok(alarms.length <= inForm(0, 1), spoke(alarms))
  })

  test('tells a lasting step within a day', () => {
    const gauss = normal(random(9))
    const { verdicts } = watch(
      FINE,
      fine(24, index => gauss() + (index >= 20 * 288 ? 1 : 0)),
    )
    const [first] = raised(verdicts)
    assert.equal(first?.kind, 'level')
    assert.ok((first?.index ?? 0) >= 20 * 288 && (first?.index ?? 0) < 21 * 288)
  })

  test('counts what comes late, and tells silence by the clock', () => {
    const gauss = normal(random(10))
    const points = fine(16, gauss)
    let { state } = watch(FINE, points)
    ;[state] = monitor.observe(state, point(0, 1))
    assert.equal(ignoredPoints(state).late, 1)
    const [, verdict] = monitor.elapse(state, 16 * 24 * HOUR + 12 * HOUR)
    assert.equal(verdict.status === 'alarm' && verdict.alarm.kind, 'missing')
  })

  test('goes on after a restart as if there had been none', () => {
    const gauss = normal(random(11))
    const points = fine(16, gauss)
    const straight = watch(FINE, points).state
    let resumed = watch(FINE, points.slice(0, 1001)).state
    for (const each of points.slice(1001))
      [resumed] = monitor.observe(JSON.parse(JSON.stringify(resumed)) as typeof resumed, each)
    assert.equal(JSON.stringify(resumed), JSON.stringify(straight))
  })
})
