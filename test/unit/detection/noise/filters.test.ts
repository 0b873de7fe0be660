import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NoiseFrozen } from '../../../../src/detection/noise/coefficients.ts'
import {
  afterChange,
  copyNoise,
  leading,
  likelihoodsOf,
  type NoiseState,
  startNoise,
  stepNoise,
} from '../../../../src/detection/noise/filters.ts'
import { FILTERS } from '../../../../src/detection/noise/models.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'

const one: NoiseFrozen = {
  filters: 1,
  phi: [0.6],
  shift: [0],
  spread: [0.8],
  scale: [1],
  logs: [Math.log(0.8)],
}
const all: NoiseFrozen = {
  filters: FILTERS,
  phi: Array.from({ length: FILTERS }, () => 0),
  shift: Array.from({ length: FILTERS }, () => 0),
  spread: Array.from({ length: FILTERS }, () => 1),
  scale: Array.from({ length: FILTERS }, () => 1),
  logs: Array.from({ length: FILTERS }, () => 0),
}

function likelihoodOf(state: NoiseState, model: number): number {
  return likelihoodsOf(state)[model] ?? Number.NaN
}

function feed(frozen: NoiseFrozen, values: readonly number[]) {
  const state = startNoise(frozen, [])
  const innovations = values.map((value, hour) => stepNoise(frozen, state, value, hour, 1).innovations)
  return { state, innovations }
}

describe('the noise filters', () => {
  test('leave of AR(1) what was new in it', () => {
    const { innovations } = feed(one, [0.8, 0.48 + 0.4, 0])
    assert.ok(Math.abs((innovations[0]?.[0] ?? 0) - (0.8 * Math.sqrt(1 - 0.36)) / 0.8) < 1e-9)
    assert.ok(Math.abs((innovations[1]?.[0] ?? 0) - 0.5) < 1e-4)
  })

  test('let no spike through, and keep none in memory', () => {
    const { innovations } = feed(one, [0, 0, 1000, 0])
    assert.equal(innovations[2]?.[0], 3)
    assert.ok(Math.abs(innovations[3]?.[0] ?? 9) < 2)
  })

  test('forget across a gap', () => {
    const first = startNoise(one, [])
    stepNoise(one, first, 2, 0, 1)
    const soon = stepNoise(one, copyNoise(first), 2, 1, 1)
    const late = stepNoise(one, copyNoise(first), 2, 1000, 1)
    assert.ok((soon.innovations[0] ?? 0) < (late.innovations[0] ?? 0))
    assert.ok(Math.abs((late.innovations[0] ?? 0) - (2 * Math.sqrt(1 - 0.36)) / 0.8) < 1e-3)
  })

  test('take a lasting step for less and less where a wander is thought of', () => {
    const { innovations } = feed(
      all,
      Array.from({ length: 200 }, () => 1),
    )
    assert.equal(innovations[199]?.[0], 1)
    assert.ok(Math.abs(innovations[199]?.[1] ?? 9) < 0.4)
  })

  test('make white noise likeliest without a wander, and a wander with one', () => {
    const gauss = normal(random(31))
    const white = feed(all, Array.from({ length: 1000 }, gauss)).state
    assert.ok(likelihoodOf(white, 0) > likelihoodOf(white, 2) + 10)
    assert.equal(white.leader, 0)
    const slow = autoregressive(random(32), Math.exp(-1 / 72))
    const wandering = feed(
      all,
      Array.from({ length: 1000 }, () => gauss() + 2 * slow()),
    ).state
    assert.ok(likelihoodOf(wandering, 2) > likelihoodOf(wandering, 0) + 10)
    assert.ok(wandering.leader > 0)
  })

  test('leave the level of a week free: a step costs AR(1) a few nats once', () => {
    const gauss = normal(random(33))
    const values = Array.from({ length: 1000 }, (_, hour) => gauss() + (hour >= 500 ? 1 : 0))
    const { state } = feed(all, values)
    assert.ok(likelihoodOf(state, 0) > likelihoodOf(state, 3), 'AR(1) is not refuted by one step')
  })

  test('begin a level of their own after a change, so that a second one makes no wander likelier', () => {
    const leads = (closed: boolean): number => {
      let state = startNoise(all, [])
      const gauss = normal(random(77))
      for (let hour = 0; hour < 240; hour += 1) {
        if (hour === 140 && closed) state = afterChange(state)
        stepNoise(all, state, gauss() + (hour >= 140 ? 2.5 : 0), hour, 1)
      }
      const [plain = 0, ...others] = likelihoodsOf(state).slice(0, FILTERS)
      return Math.max(...others) - plain
    }
    assert.ok(leads(true) < leads(false) - 5, `${leads(true)} and ${leads(false)}`)
  })

  test('are followed in their volatility where that is as likely', () => {
    const likelihood = Array.from({ length: 2 * FILTERS }, () => -10)
    likelihood[0] = 0
    assert.deepEqual(leading(FILTERS, likelihood), { leader: 0, followed: false })
    likelihood[FILTERS] = 3
    assert.deepEqual(leading(FILTERS, likelihood), { leader: 0, followed: true })
    likelihood[3] = 6
    assert.equal(leading(FILTERS, likelihood).leader, 3)
  })
})
