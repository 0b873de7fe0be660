import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { bandPath, coordinate, linePath, mark, pair } from '../../../../src/presentation/charts/paths.ts'
import type { Plot } from '../../../../src/presentation/charts/plot.ts'
import { scalesOf } from '../../../../src/presentation/charts/scale.ts'

const scales = scalesOf(
  { from: 0, to: 10 * HOUR, low: 0, high: 10 },
  { left: 0, top: 0, right: 100, bottom: 100 },
)
const PLOT: Plot = { points: [], bucket: HOUR, band: [{ at: 0, lower: 2, upper: 4 }], onset: null }

test('coordinates are short', () => {
  assert.equal(coordinate(1.26), 1.3)
  assert.equal(pair(1.26, 2), '1.3,2')
  assert.equal(
    linePath(
      [
        { at: HOUR, value: 1 },
        { at: 2 * HOUR, value: 2 },
      ],
      scales,
      0,
    ),
    'M10,90L20,80',
  )
})

test('a lonely point is a dot, more are a line', () => {
  assert.match(mark([{ at: 0, value: 1 }], 'line', scales, 0).toString(), /^<circle class="dot line"/)
  assert.match(
    mark(
      [
        { at: 0, value: 1 },
        { at: HOUR, value: 2 },
      ],
      'raw',
      scales,
      0,
    ).toString(),
    /^<path class="raw"/,
  )
})

describe('the band of normal', () => {
  test('is one outline from edge to edge', () => {
    assert.equal(bandPath(PLOT, scales, 50), 'M0,60L100,60L100,80L0,80Z')
    assert.equal(bandPath({ ...PLOT, band: [] }, scales, 50), '')
  })

  test('ends where a series fell silent: nothing is normal there', () => {
    const onset = { value: 5 * HOUR, lower: 4 * HOUR, upper: 6 * HOUR }
    const regime = { drawing: 'gap', before: 3, after: 3, until: null, assessment: 'worse' } as const
    assert.equal(bandPath({ ...PLOT, onset, regime }, scales, 50), 'M0,60L50,60L50,80L0,80Z')
  })
})
