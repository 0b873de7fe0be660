import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type NoiseState, startNoise } from '../../../../src/detection/noise/filters.ts'
import { FILTERS } from '../../../../src/detection/noise/models.ts'
import {
  agreed,
  agreedPages,
  agreedSize,
  type RowsFrozen,
  rivalLead,
  startRows,
  stepRows,
  wanderLead,
} from '../../../../src/detection/noise/refute.ts'

const factors = [0.99, 0.97, 0.9, 0.7, 0.27, 0.99, 0.97, 0.9, 0.7, 0.27]
const models = 2 * FILTERS
const frozen: RowsFrozen = {
  factors: Array.from({ length: models }, () => factors),
  page: Array.from({ length: models }, () => 13),
  logThreshold: Math.log(24_000),
}
const noise = (likelihood: readonly number[]): NoiseState => ({
  ...startNoise(
    {
      filters: FILTERS,
      phi: Array.from({ length: FILTERS }, () => 0),
      shift: Array.from({ length: FILTERS }, () => 0),
      spread: Array.from({ length: FILTERS }, () => 1),
      scale: Array.from({ length: FILTERS }, () => 1),
      logs: Array.from({ length: FILTERS }, () => 0),
    },
    likelihood,
  ),
})
const same = Array.from({ length: models }, () => 0)
/** Everything but AR(1) alone far behind. */
const plain = same.map((_, model) => (model === 0 ? 0 : model <= FILTERS ? -20 : -60))

function feed(
  likelihood: readonly number[],
  innovations: (model: number, point: number) => number,
  points: number,
) {
  const now = noise(likelihood)
  let state = startRows(frozen)
  for (let point = 0; point < points; point += 1)
    state = stepRows(
      frozen,
      state,
      now,
      Array.from({ length: models }, (_, model) => innovations(model, point)),
    )
  return state
}

describe('evidence under every noise model', () => {
  test('is the least under any that is not refuted', () => {
    const { up } = agreed(feed(same, model => (model === 3 ? 0 : 2), 30))
    const alone = agreed(feed(same, () => 0, 30)).up
    assert.ok(up <= alone * 1.01)
  })

  test('counts in full once all others are refuted', () => {
    const state = feed(plain, (model, point) => (model === 0 && point > 24 ? 2 : 0), 84)
    assert.equal(state.out & 1, 0)
    assert.equal(state.out.toString(2).replaceAll('0', '').length, models - 1)
    assert.ok(agreed(state).up > 24_000)
    assert.deepEqual(agreedPages(frozen, state), { up: true, down: false })
  })

  test('never refutes AR(1) alone, so that something is left to agree', () => {
    const state = feed(
      same.map((_, model) => (model === 0 ? -1000 : 0)),
      () => 0,
      60,
    )
    assert.equal(state.out & 1, 0)
    assert.ok(Number.isFinite(agreed(state).up))
  })

  test('weighs its starts by how likely the model is, and never above one for AR(1)', () => {
    const { starts } = feed(plain, () => 0, 24)
    assert.equal(starts[0], 1)
    assert.ok((starts[1] ?? 0) > 7)
    const { starts: trailing } = feed(
      same.map((_, model) => (model === 0 ? 0 : 40)),
      () => 0,
      24,
    )
    assert.ok((trailing[2] ?? 1) < 0.01)
  })

  test('says by how much a wander leads, and which sizes are still spoken for', () => {
    assert.ok(Math.abs(wanderLead(noise(same.map((_, model) => (model === 4 ? 7 : 0)))) - 7) < 1e-9)
    const calmed = noise(same.map((_, model) => (model === FILTERS ? 9 : model === 4 ? 7 : 0)))
    assert.ok(Math.abs(wanderLead(calmed) - 7) < 1e-9 && Math.abs(rivalLead(calmed) - 9) < 1e-9)
    assert.ok(
      agreedSize(
        feed(plain, () => 0.8, 60),
        'up',
      ) <= 0.8,
    )
  })
})
