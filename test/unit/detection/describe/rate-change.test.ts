import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rateChange } from '../../../../src/detection/describe/rate-change.ts'
import type { Point } from '../../../../src/series/series.ts'

const point = (at: number, value: number | null, n: number): Point => ({
  at,
  value,
  lower: null,
  upper: null,
  n,
})

describe('the change of a rate', () => {
  test('gives the interval of a difference of shares as Newcombe (1998) prints it, method 10, example (a)', () => {
    // 56/70 against 48/80: 0.2000 (0.0524, 0.3339).
    const change = rateChange([point(0, 48 / 80, 80), point(1, 56 / 70, 70)], 'proportion', {
      from: 0,
      onset: 1,
    })
    assert.ok(change !== null)
    assert.equal(change.absolute.value.toFixed(4), '0.2000')
    assert.equal(change.absolute.lower.toFixed(4), '0.0524')
    assert.equal(change.absolute.upper.toFixed(4), '0.3339')
    assert.equal(change.relative?.value.toFixed(4), '0.3333')
  })

  test('a share that was never seen before has no ratio, but a level', () => {
    const points = [...Array(40).keys()].map(i => point(i, i < 30 ? 0 : 0.3, 20))
    const change = rateChange(points, 'proportion', { from: 0, onset: 30 })
    assert.equal(change?.from, 0)
    assert.equal(change?.to.toFixed(3), '0.300')
    assert.equal(change?.relative, null)
    assert.ok((change?.absolute.lower ?? 0) > 0.2)
  })

  test('a count that falls to nothing has fallen by 100 %, and its interval says so', () => {
    const points = [...Array(40).keys()].map(i => point(i, i < 30 ? 4 : 0, 4))
    const change = rateChange(points, 'count', { from: 0, onset: 30 })
    assert.equal(change?.to, 0)
    assert.equal(change?.absolute.value, -4)
    assert.equal(change?.relative?.value, -1)
    assert.ok((change?.relative?.upper ?? 0) < -0.8)
  })

  test('buckets that vary more than independent events widen the interval', () => {
    const steady = [...Array(60).keys()].map(i => point(i, i < 30 ? 10 : 20, 0))
    const wild = steady.map(p => ({ ...p, value: (p.value ?? 0) * (p.at % 2 === 0 ? 0.2 : 1.8) }))
    const width = (points: Point[]): number => {
      const { absolute } = rateChange(points, 'count', { from: 0, onset: 30 }) ?? assert.fail()
      return absolute.upper - absolute.lower
    }
    assert.ok(width(wild) > 2 * width(steady))
  })

  test('without anything on one side there is nothing to compare', () => {
    assert.equal(rateChange([point(0, 0.5, 10)], 'proportion', { from: 0, onset: 1 }), null)
    assert.equal(
      rateChange([point(0, null, 0), point(1, 0.5, 10)], 'proportion', { from: 0, onset: 1 }),
      null,
    )
  })
})
