import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { RateModel } from '../../../../src/detection/baseline/rates.ts'
import { rates } from '../../../../src/detection/detectors/rates.ts'
import { watchThreshold } from '../../../../src/detection/evidence/levels.ts'
import { rowTotal } from '../../../../src/detection/evidence/rows.ts'
import { HOURLY, normal, poisson, random } from '../../../support/detection/detection.ts'
import { alarmUp, saidBy, shownOf } from '../../../support/detection/shown.ts'

const COUNT = { ...HOURLY, family: 'count' } as const
const WATCH = Math.log(watchThreshold(HOUR))

/** Two weeks at `before` events an hour, then `after(hour since)`. */
function counts(seed: number, before: number, hours: number, after: (hour: number) => number) {
  const uniform = random(seed)
  const values = Array.from({ length: 336 + hours }, (_, hour) => ({
    at: hour * HOUR,
    value: poisson(uniform, hour < 336 ? before : after(hour - 336)),
    n: 1,
  }))
  return shownOf(values, COUNT)
}

describe('evidence on a rate', () => {
  test('has factors whose mean is at most one while the rate is what it was', () => {
    const { baseline } = counts(1, 5, 1, () => 5)
    const model = baseline.model as RateModel
    // P(k events) by the recursion of the Poisson distribution, up to where nothing is left of it.
    for (const pairs of [model.level.up, model.level.down]) {
      for (let size = 0; size < pairs.length / 2; size += 1) {
        let probability = Math.exp(-model.rate)
        let mean = 0
        for (let events = 0; events < 200; events += 1) {
          mean += probability * Math.exp(events * (pairs[2 * size] ?? 0) + (pairs[2 * size + 1] ?? 0))
          probability *= model.rate / (events + 1)
        }
        assert.ok(mean <= 1 + 1e-9, String(mean))
      }
    }
  })

  test('passes a watch soon after a doubling and after a halving, each in its direction', () => {
    const doubled = saidBy(
      rates,
      counts(2, 5, 24, () => 10),
    ).said.at(-1)
    assert.ok((doubled?.log ?? 0) > WATCH)
    assert.equal(doubled?.direction, 'up')
    const halved = saidBy(
      rates,
      counts(3, 5, 60, () => 2.5),
    ).said.at(-1)
    assert.ok((halved?.log ?? 0) > WATCH)
    assert.equal(halved?.direction, 'down')
  })

  test('stays below a watch on a thousand hours of the same rate', () => {
    const { said } = saidBy(
      rates,
      counts(4, 5, 1000, () => 5),
    )
    assert.ok(said.every(each => (each?.log ?? 0) < WATCH))
  })

  test('takes the first event after two weeks of none for news, and no single hour for proof', () => {
    const never = (_hour: number): number => 0
    const shown = counts(5, 0, 3, never)
    const [first] = shown.seen
    assert.ok(first)
    const at = (events: number) => {
      const reading = { ...first.reading, counted: { events, rest: 1 } }
      const [{ rows }] = rates.step(rates.init(shown.baseline) ?? assert.fail(), { ...first, reading }, null)
      return Math.log(rowTotal(rows, 0, 'up') + rowTotal(rows, 0, 'down'))
    }
    assert.ok(at(0) < 0 && at(1) > 2 && at(2) > at(1))
    // However many come in one hour, a single one passes no watch.
    assert.ok(at(1000) < WATCH / 2, String(at(1000)))
  })

  test('says that its alarm is over once the rate is back', () => {
    const shown = counts(6, 5, 200, hour => (hour < 30 ? 12 : 5))
    const over = saidBy(rates, shown, alarmUp('level')).said.findIndex(each => each?.over === true)
    assert.ok(over > 30 && over < 120, String(over))
  })

  test('is nothing after a restart', () => {
    const { state } = saidBy(
      rates,
      counts(7, 5, 30, () => 12),
    )
    assert.deepEqual(rates.restart(state, true), { rows: state.rows.map(() => 0), recovery: null })
  })

  test('is not gathered on a series of plain numbers', () => {
    const gauss = normal(random(8))
    const values = Array.from({ length: 336 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 }))
    assert.equal(rates.init(shownOf(values, HOURLY).baseline), null)
  })
})
