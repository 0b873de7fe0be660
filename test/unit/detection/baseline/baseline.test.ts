import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import {
  countedAs,
  distanceBetween,
  fitBaseline,
  normalBand,
  relevel,
  shiftModel,
  typicalAt,
} from '../../../../src/detection/baseline/baseline.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'

const gauss = normal(random(81))
const values = Array.from({ length: 336 }, (_, hour) => ({ at: hour * HOUR, value: 10 + gauss(), n: 1 }))

describe('a baseline', () => {
  test('of which a found step was taken out has the level of what came before it', () => {
    const stepped = values.map(each => ({ ...each, value: each.value + (each.at >= 200 * HOUR ? 3 : 0) }))
    const { summary, model } = fitBaseline(stepped, HOURLY, UTC, { from: 200 * HOUR, size: 3 })
    assert.ok(Math.abs(summary.center - 10) < 0.25 && Math.abs(summary.sigma - 1) < 0.15)
    assert.equal(model.count, 200)
    assert.equal(summary.to, 200 * HOUR)
  })

  test('of noughts and ones is one of trials, of small whole numbers one of events, else of neither', () => {
    const of = (value: (hour: number) => number) =>
      countedAs(
        values.map(({ at }, hour) => ({ at, value: value(hour), n: 1 })),
        'real',
      )
    assert.equal(
      of(hour => (hour % 10 === 0 ? 1 : 0)),
      'trials',
    )
    assert.equal(
      of(hour => (hour % 4 === 0 ? hour % 3 : 0)),
      'events',
    )
    assert.equal(
      of(hour => hour / 7),
      null,
    )
    assert.equal(
      of(() => 2),
      null,
    )
    assert.equal(countedAs([], 'count'), 'events')
  })

  test('moves by what it is told, and says how far', () => {
    const { model, summary } = fitBaseline(values, HOURLY, UTC)
    assert.ok(Math.abs(distanceBetween(model, shiftModel(model, 2)) - 2) < 1e-9)
    const moved = relevel(
      model,
      summary,
      values.slice(0, 20).map(each => ({ ...each, value: each.value + 5 })),
      HOURLY,
      UTC,
      false,
    )
    assert.ok(Math.abs(distanceBetween(model, moved.model) - 5) < 1)
    assert.equal(moved.model.count, 20)
    assert.deepEqual(typicalAt(model, 1.5), { events: 1.5, exposure: 1 })
  })

  test('has a band that holds 95 % of single points', () => {
    const { model, summary } = fitBaseline(values, HOURLY, UTC)
    const { lower, upper } = normalBand(model, summary, UTC, 400 * HOUR)
    assert.ok(Math.abs(lower - 8.04) < 0.4 && Math.abs(upper - 11.96) < 0.4)
  })
})
