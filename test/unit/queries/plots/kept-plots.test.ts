import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Plot } from '../../../../src/presentation/charts/plot.ts'
import { keepPlots } from '../../../../src/queries/plots/kept-plots.ts'
import type { Point } from '../../../../src/series/series.ts'

const point = (at: number): Point => ({ at, value: 1, lower: 0, upper: 2, n: 20 })
const plotOf = (count: number): Plot => ({
  points: Array.from({ length: count }, (_, at) => point(at)),
  bucket: 1,
  band: [],
  onset: null,
  regime: null,
})

describe('a plot', () => {
  test('is made once, and again after a new point or a new state', () => {
    const kept = keepPlots()
    let made = 0
    const get = (last: Point | null, version: number): Plot =>
      kept.get('a', { last, version }, () => {
        made += 1
        return plotOf(made)
      })
    const last = point(9)
    assert.equal(get(last, 1), get(last, 1))
    assert.equal(made, 1)
    get(point(9), 1)
    get(last, 2)
    assert.equal(made, 3)
    assert.equal(get(null, 0), get(null, 0))
  })

  test('is let go where there are too many points, the one that was not asked for the longest first', () => {
    const kept = keepPlots(100)
    const made: string[] = []
    const ask = (key: string): void =>
      void kept.get(key, { last: null, version: 0 }, () => {
        made.push(key)
        return plotOf(40)
      })
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) ask(key)
    assert.deepEqual(made, ['a', 'b', 'c', 'b'])
  })
})
