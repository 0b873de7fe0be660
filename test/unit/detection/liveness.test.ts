// What the monitor says of a series that falls silent, repeats itself, or was never anything but silent.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import {
  HOURLY,
  hourly,
  monitor,
  normal,
  poisson,
  raised,
  random,
  spoke,
  watch,
} from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const COUNT: MonitorOptions = { ...HOURLY, family: 'count' }
const DURATION: MonitorOptions = { ...HOURLY, family: 'positive' }

describe('liveness', () => {
  test('calls a count that falls to zero for good missing', () => {
    const uniform = random(10)
    const { verdicts } = watch(
      COUNT,
      hourly(600, index => (index >= 500 ? 0 : poisson(uniform, 4))),
    )
    const all = raised(verdicts)
    assert.equal(all[0]?.kind, 'missing', spoke(all))
    assert.ok((all[0]?.index ?? 999) < 515, spoke(all))
    assert.equal(all.at(-1)?.severity, 'page', spoke(all))
  })

  test('calls a series whose buckets stop carrying numbers missing, and takes it back when they return', () => {
    const noise = normal(random(11))
    const { verdicts } = watch(
      HOURLY,
      hourly(450, index => (index >= 400 && index < 410 ? null : noise())),
    )
    assert.deepEqual(
      raised(verdicts).map(({ kind, severity }) => `${kind} ${severity}`),
      ['missing watch', 'missing page'],
    )
    assert.equal(verdicts[409]?.status, 'alarm')
    assert.equal(verdicts[410]?.status, 'quiet')
  })

  test('is told by the clock as by empty buckets', () => {
    const noise = normal(random(12))
    const points = hourly(400, () => noise())
    const { state } = watch(HOURLY, points)
    const [, soon] = monitor.elapse(state, 401 * HOUR)
    assert.equal(soon.status, 'quiet')
    const [, later] = monitor.elapse(state, 405 * HOUR)
    assert.equal(later.status === 'alarm' && later.alarm.kind, 'missing')
    const empty = watch(HOURLY, [...points, ...hourly(405, () => null).slice(400)])
    const last = empty.verdicts.at(-1)
    assert.equal(
      last?.status === 'alarm' && last.alarm.severity,
      later.status === 'alarm' && later.alarm.severity,
    )
  })

  test('expects the nights to be silent if they were', () => {
    const noise = normal(random(13))
    const { verdicts } = watch(
      HOURLY,
      hourly(60 * 24, index => (index % 24 < 10 ? null : noise())),
    )
    assert.deepEqual(raised(verdicts), [])
  })

  test('calls a run time that sits at its timeout stuck', () => {
    const noise = normal(random(14))
    const { verdicts } = watch(
      DURATION,
      hourly(420, index => (index >= 400 ? 900 : 300 * Math.exp(0.3 * noise()))),
    )
    const last = verdicts.at(-1)
    assert.equal(last?.status === 'alarm' && last.alarm.kind, 'stuck')
    assert.equal(last?.status === 'alarm' && last.alarm.direction, 'up')
  })

  for (const family of ['positive', 'real', 'proportion', 'count'] as const) {
    test(`knows a constant ${family} series again that single precision does not hold`, () => {
      for (const value of family === 'proportion'
        ? [0.1, 1 / 3, 0.999]
        : [0.1, 1 / 3, 1e-7, 1e12 + 0.1, 1e300]) {
        const { verdicts } = watch(
          { ...HOURLY, family },
          hourly(700, () => value, 20),
        )
        assert.ok(
          verdicts.slice(336).every(({ status }) => status === 'quiet'),
          `${value}`,
        )
      }
    })
  }

  test('finds no spread in values that repeat, wherever the quantiles fall among them', () => {
    for (const share of [0.04, 0.08, 0.1, 0.12, 0.3, 0.5]) {
      const alarms = [...Array(inForm(2, 20)).keys()].flatMap(seed => {
        const uniform = random(seed)
        const { verdicts } = watch(
          HOURLY,
          hourly(900, () => (uniform() < share ? 1 : 0)),
        )
        return raised(verdicts).filter(({ kind }) => kind === 'variance')
      })
      assert.ok(alarms.length <= inForm(0, 2), `${share}: ${spoke(alarms)}`)
    }
  })

  test('says nothing of a series that was always constant', () => {
    assert.deepEqual(
      raised(
        watch(
          HOURLY,
          hourly(800, () => 2000),
        ).verdicts,
      ),
      [],
    )
  })
})
