import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Drift, Judged } from '../../../../src/scan/drift.ts'
import { judgeCourse } from '../../../../src/scan/judging/judge.ts'
import { noisy, STEP } from '../../../support/scan/metrics.ts'

const FROM = Date.UTC(2026, 8, 1)

function judged(values: readonly number[], of = 1): Judged {
  return judgeCourse({ values: Float64Array.from(values), from: FROM, step: STEP, of })
}

function driftsOf(values: readonly number[], of = 1): Drift[] {
  const found = judged(values, of)
  assert.ok(typeof found === 'object', String(found))
  return found.drifts
}

describe('a course', () => {
  test('that went up by half and stayed there has drifted, since when and by how much', () => {
    const [drift, ...others] = driftsOf(
      noisy(1, (value, i) => (i >= 150 ? 1.5 * value : value)),
      10_000,
    )
    assert.deepEqual(others, [])
    assert.equal(drift?.kind, 'level')
    assert.equal(drift?.direction, 'up')
    assert.ok(drift.onset.lower <= FROM + 150 * STEP && drift.onset.upper >= FROM + 150 * STEP)
    assert.ok(Math.abs((drift.relative?.value ?? 0) - 0.5) < 0.1)
  })

  test('that creeps has', () => {
    const [drift] = driftsOf(noisy(2, (value, i) => value * Math.exp(0.003 * Math.max(0, i - 60))))
    assert.equal(drift?.kind, 'slope')
  })

  test('that came back has not, nor has noise', () => {
    assert.deepEqual(driftsOf(noisy(3, (value, i) => (i >= 100 && i < 130 ? 2 * value : value))), [])
    for (let seed = 10; seed < 30; seed++)
      assert.deepEqual(
        driftsOf(
          noisy(seed, value => value),
          10_000,
        ),
        [],
      )
  })

  test('needs the more evidence the more are looked at', () => {
    const faint = noisy(4, (value, i) => (i >= 120 ? 1.08 * value : value))
    assert.equal(driftsOf(faint, 1).length, 1)
    assert.equal(driftsOf(faint, 1e9).length, 0)
  })

  test('that begins late is looked at from there', () => {
    const late = noisy(5, (value, i) => (i < 100 ? Number.NaN : i >= 180 ? 2 * value : value))
    const [drift] = driftsOf(late)
    assert.ok(drift && Math.abs(drift.onset.value - (FROM + 180 * STEP)) <= STEP)
  })

  test('of one value, of few, and of none for a day is not judged', () => {
    assert.equal(judged(Array(240).fill(3)), 'constant')
    assert.equal(judged(noisy(6, (value, i) => (i < 220 ? Number.NaN : value))), 'short')
    assert.equal(judged(noisy(7, (value, i) => (i > 230 ? Number.NaN : value))), 'gone')
    assert.equal(judged(Array(240).fill(Number.NaN)), 'gone')
  })
})
