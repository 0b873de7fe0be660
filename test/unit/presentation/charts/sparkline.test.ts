import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Plot } from '../../../../src/presentation/charts/plot.ts'
import { sparkline } from '../../../../src/presentation/charts/sparkline.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'

const NONE: Plot = { points: [], bucket: HOUR, band: [], onset: null }

function plot(values: ReadonlyArray<number | null>, rest: Partial<Plot> = {}): Plot {
  return { ...NONE, points: values.map((value, index) => ({ at: index * HOUR, value })), ...rest }
}

function paths(markup: string, kind: string): string[] {
  return [...markup.matchAll(new RegExp(`<path class="(?:${kind})" d="([^"]*)"`, 'g'))].map(
    ([, d]) => d ?? '',
  )
}

describe('the sparkline', () => {
  test('draws one line a run, and nothing across a gap', () => {
    const markup = sparkline(plot([1, 2, null, 3, 4]), 'course').toString()
    assert.equal(paths(markup, 'line').length, 2)
  })

  test('draws a lonely point as a dot', () => {
    assert.match(sparkline(plot([null, 3, null]), 'course').toString(), /<circle class="dot line"/)
  })

  test('shows the band, the interval of the onset and the last value', () => {
    const markup = sparkline(
      plot([1, 2, 3, 4], {
        band: [{ at: 0, lower: 1, upper: 2 }],
        onset: { value: HOUR, lower: 0, upper: 2 * HOUR },
      }),
      'course',
    ).toString()
    assert.equal(paths(markup, 'band').length, 1)
    assert.match(markup, /<rect class="onset" x="1" y="2" width="78" height="32"\/>/)
    assert.match(markup, /<line class="onset-mark" x1="40" x2="40"/)
    assert.match(markup, /<circle class="last"/)
  })

  test('draws a band that follows the hour of the week with no more steps than can be seen', () => {
    const band = Array.from({ length: 2000 }, (_, hour) => ({
      at: hour * HOUR,
      lower: Math.sin(hour / 300),
      upper: 2 + Math.sin(hour / 300),
    }))
    const values = Array.from({ length: 2000 }, () => 1)
    const [path = ''] = paths(sparkline(plot(values, { band }), 'course').toString(), 'band')
    assert.ok(path.split('L').length <= 320, path)
    assert.match(path, /^M1,/)
    assert.match(path, /L157,/)
  })

  test('does not draw an onset that lies outside', () => {
    const onset = { value: -9 * HOUR, lower: -10 * HOUR, upper: -8 * HOUR }
    assert.doesNotMatch(sparkline(plot([1, 2], { onset }), 'course').toString(), /onset/)
  })

  test('has nothing but a dashed line where there are no values', () => {
    for (const values of [[], [null, null], [Number.NaN]]) {
      assert.match(sparkline(plot(values), 'course').toString(), /class="nothing"/)
    }
  })

  test('says what it shows to those who cannot see it', () => {
    assert.match(
      sparkline(plot([1]), 'a "course"').toString(),
      /role="img" aria-label="a &quot;course&quot;"/,
    )
  })

  test('keeps every coordinate inside the picture, whatever the numbers', () => {
    const value = fc.oneof(fc.double(), fc.constant(null), fc.integer({ min: -1000, max: 1000 }))
    const bound = fc.double({ noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), bound, bound, (values, lower, upper) => {
        const onset = { value: HOUR, lower: -HOUR, upper: 1e6 * HOUR }
        const drawn = plot(values, { band: [{ at: -HOUR, lower, upper }], onset })
        const markup = sparkline(drawn, '').toString()
        assert.doesNotMatch(markup, /NaN|Infinity/)
        for (const d of paths(markup, 'line|raw|band')) {
          for (const [, x, y] of d.matchAll(/(-?[\d.e+-]+),(-?[\d.e+-]+)/g)) {
            assert.ok(Number(x) >= 0 && Number(x) <= 160, `x ${x}`)
            assert.ok(Number(y) >= 0 && Number(y) <= 36, `y ${y}`)
          }
        }
      }),
    )
  })

  test('of a year of hours stays under six kilobytes and keeps its one spike', () => {
    const values = Array.from({ length: 8760 }, (_, hour) => (hour === 5000 ? 100 : 10 + Math.sin(hour)))
    const markup = sparkline(plot(values), 'course').toString()
    assert.ok(markup.length < 6000, `${markup.length} characters`)
    const heights = paths(markup, 'raw').flatMap(d =>
      [...d.matchAll(/,(-?[\d.]+)/g)].map(([, y]) => Number(y)),
    )
    assert.ok(Math.min(...heights) < 5)
  })

  test('leaves releases to the large chart', () => {
    const releases = [releaseAt(HOUR)]
    assert.doesNotMatch(sparkline(plot([1, 2, 3], { releases }), 'course').toString(), /release/)
  })
})
