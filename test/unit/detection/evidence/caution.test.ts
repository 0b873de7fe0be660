import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  cautiousPhi,
  pageEvidence,
  toleranceFor,
  worthOf,
} from '../../../../src/detection/evidence/caution.ts'

describe('caution', () => {
  test('moves phi up, the more so the shorter the baseline, and never beyond its bound', () => {
    const log = Math.log(24_000)
    const long = cautiousPhi(0.5, 336, log, 0.97)
    const short = cautiousPhi(0.5, 56, log, 0.97)
    assert.ok(long > 0.5 && long < 0.56 && short > long)
    assert.equal(cautiousPhi(0.96, 336, log, 0.97), 0.97)
  })

  test('asks more of a page where the baseline tells less', () => {
    const log = Math.log(24_000)
    const plain = log + Math.log(30)
    assert.ok(pageEvidence(0, 336, log) > plain && pageEvidence(0, 336, log) < 1.2 * plain)
    assert.ok(pageEvidence(0.8, 336, log) > pageEvidence(0.5, 336, log))
    assert.ok(pageEvidence(0.999, 336, log) <= 3 * plain + 1e-3)
  })

  test('tells people what evidence is worth: at the level of a page, once in thirty times the time to a watch', () => {
    const log = Math.log(24_000)
    for (const [phi, count] of [
      [0, 336],
      [0.5, 336],
      [0.5, 672],
      [0, 28],
    ] as const) {
      const worth = worthOf(pageEvidence(phi, count, log), phi, count)
      assert.ok(Math.abs(worth - Math.log(30 * 24_000)) < 1e-3, `${phi}, ${count}: ${worth}`)
      assert.ok(worthOf(40, phi, count) > worthOf(20, phi, count) && worthOf(40, phi, count) < 40)
    }
    assert.equal(worthOf(0, 0.5, 336), 0)
    assert.ok(Math.abs(worthOf(1e100, 0, 1e6) - 1e100 / 3) < 1e95)
  })

  test('tolerates less of a large shift than of a small one', () => {
    const log = Math.log(24_000)
    assert.ok(toleranceFor(1.6, 1 / 336, log) < toleranceFor(0.8, 1 / 336, log))
    assert.equal(toleranceFor(0.1, 1 / 336, log), 0.8 * Math.sqrt(1 / 336))
  })
})
