import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { nameCause } from '../../../../src/detection/causes/naming.ts'

const AT = Date.UTC(2026, 10, 16, 4)
const onset = (within: number) => ({ value: AT, lower: AT - within, upper: AT + within })
const release = (hoursBefore: number, days: number, prior = 0.4) => ({
  cause: `${hoursBefore} h before`,
  at: AT - hoursBefore * HOUR,
  prior,
  perHour: HOUR / (days * DAY),
  off: 0,
})

describe('naming a cause', () => {
  test('names what came just before a change, of a kind that is rare', () => {
    const named = nameCause(onset(2 * HOUR), HOUR, [release(1, 30)], 0.45)
    assert.equal(named?.cause, '1 h before')
    assert.ok((named?.probability ?? 0) > 0.95)
  })

  // The integral of the normal (1 h, sd 2 / 1.6448536 h) times the density of the lag, .768 exp(-x/1.5)/1.5 + .192 exp(-x/10)/10
  // above 0 and .04 exp(-|x|/2)/4: .2033, as a sum over 400,000 midpoints from -20 to 20 in Python.
  test('gives the probability of Bayes, by the density of the lag', () => {
    const { probability = 0 } = nameCause(onset(2 * HOUR), HOUR, [release(1, 30)], 0.45) ?? {}
    const density = ((probability / (1 - probability)) * 0.45) / (0.4 * 720)
    assert.ok(Math.abs(density - 0.2033) < 0.002, `${density}`)
  })

  test('names nothing where such a thing comes every day, where it came after the change, or long before', () => {
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [release(1, 0.5)], 0.45), null)
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [release(-24, 30)], 0.45), null)
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [release(96, 30)], 0.45), null)
  })

  test('is patient with a moment that is itself an estimate', () => {
    const swap = { ...release(-4, 60), at: AT + 4 * HOUR }
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [swap], 0.45), null)
    assert.notEqual(nameCause(onset(2 * HOUR), HOUR, [{ ...swap, off: 3 * HOUR }], 0.45), null)
  })

  test('names nothing where the onset is known to days only, or two are as likely', () => {
    assert.equal(nameCause(onset(4 * DAY), HOUR, [release(1, 10)], 0.45), null)
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [release(1, 30), release(1, 30)], 0.45), null)
    assert.equal(nameCause(onset(2 * HOUR), HOUR, [], 0.45), null)
  })
})
