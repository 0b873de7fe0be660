import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR } from '../../../../src/core/duration.ts'
import { chart, NARROW, valueTicks, WIDE } from '../../../../src/presentation/charts/page-chart.ts'
import type { Plot, PlotPoint } from '../../../../src/presentation/charts/plot.ts'
import { medianCourse, runsOf, thin } from '../../../../src/presentation/charts/plot-geometry.ts'
import { sparkline } from '../../../../src/presentation/charts/sparkline.ts'
import { releaseAt } from '../../../support/alert-samples.ts'

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

  test('does not join points between which buckets are absent', () => {
    const points: PlotPoint[] = [0, 1, 5, 6].map(hour => ({ at: hour * HOUR, value: hour }))
    assert.deepEqual(
      runsOf(points, HOUR).map(run => run.map(({ at }) => at / HOUR)),
      [
        [0, 1],
        [5, 6],
      ],
    )
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
})

test('thinning keeps the lowest and the highest of every column, and the end', () => {
  const run = Array.from({ length: 1000 }, (_, index) => ({ at: index, value: (index * 7919) % 997 }))
  const kept = thin(run, 50)
  assert.ok(kept.length <= 101)
  assert.equal(kept.at(-1), run.at(-1))
  assert.equal(Math.max(...kept.map(({ value }) => value)), 996)
  assert.deepEqual(
    kept.map(({ at }) => at),
    kept.map(({ at }) => at).sort((a, b) => a - b),
  )
})

test('medians follow the course of dense points, are not moved by a spike, and stop where there are none', () => {
  const points = Array.from({ length: 100 }, (_, at) => ({
    at,
    value: at >= 40 && at < 60 ? null : at === 12 ? 1e6 : at,
  }))
  const course = medianCourse(points, 20).map(run => run.map(({ at, value }) => [at, value]))
  assert.deepEqual(course, [
    [
      [10, 9.5],
      [30, 29.5],
    ],
    [
      [70, 69.5],
      [90, 89.5],
    ],
  ])
})

describe('the chart', () => {
  test('has round values on its axis, for seconds in minutes and hours', () => {
    assert.deepEqual(valueTicks(355, 590, 'seconds'), [360, 420, 480, 540])
    assert.deepEqual(valueTicks(0, 0.33, 'ratio'), [0, 0.1, 0.2, 0.3])
    assert.deepEqual(valueTicks(5, 5, 'count'), [5])
  })

  test('has at most a dozen marks whatever the range', () => {
    const end = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(end, end, fc.constantFrom('seconds', 'ratio', 'count', 'unitless'), (a, b, unit) => {
        const ticks = valueTicks(Math.min(a, b), Math.max(a, b), unit)
        assert.ok(ticks.length <= 12)
        assert.ok(ticks.every(Number.isFinite))
      }),
    )
  })

  test('marks each release that lies inside it, and tells its name to whoever points at it', () => {
    const releases = [releaseAt(HOUR), releaseAt(-HOUR), releaseAt(9 * HOUR)]
    const markup = chart(plot([1, 2, 3], { releases }), 'count', 'course', WIDE).toString()
    assert.equal(paths(markup, 'release').length, 1)
    assert.match(markup, /<title>release 2\.9\.1 of worker, Thu 1 Jan 01:00 UTC<\/title>/)
    assert.doesNotMatch(sparkline(plot([1, 2, 3], { releases }), 'course').toString(), /release/)
  })

  test('shades the interval of each estimate and breaks it where the line breaks', () => {
    const points = [1, 2, null, 4, 5].map((value, index) => ({
      at: index * HOUR,
      value,
      lower: value === null ? null : value - 0.5,
      upper: value === null ? null : value + 0.5,
    }))
    const markup = chart({ ...NONE, points }, 'count', 'course', WIDE).toString()
    assert.equal(paths(markup, 'bounds').length, 2)
    assert.equal(paths(markup, 'line').length, 2)
  })

  test('is not flattened by one wild interval', () => {
    const points = [10, 11, 12].map((value, index) => ({
      at: index * HOUR,
      value,
      lower: value - 1,
      upper: index === 1 ? 1e9 : value + 1,
    }))
    const markup = chart({ ...NONE, points }, 'count', 'course', WIDE).toString()
    assert.match(markup, />12<\/text>/)
    assert.doesNotMatch(markup, /million/)
  })

  test('says that there are no values where there are none', () => {
    assert.match(chart(NONE, 'count', 'course', NARROW).toString(), /No values yet/)
  })
})
