import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { chart, isDense, NARROW, WIDE } from '../../../../src/presentation/charts/chart.ts'
import type { Plot } from '../../../../src/presentation/charts/plot.ts'
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

describe('the chart', () => {
  test('marks each release that lies inside it, and tells its name to whoever points at it', () => {
    const releases = [releaseAt(HOUR), releaseAt(-HOUR), releaseAt(9 * HOUR)]
    const markup = chart(plot([1, 2, 3], { releases }), 'count', 'course', WIDE).toString()
    assert.equal(paths(markup, 'release').length, 1)
    assert.match(markup, /<title>release 2\.9\.1 of worker, Thu 1 Jan 01:00 UTC<\/title>/)
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

  test('draws medians over points that are too many to be told apart', () => {
    const many = plot(Array.from({ length: 800 }, (_, hour) => Math.sin(hour / 20)))
    assert.deepEqual(
      [WIDE, NARROW].map(size => isDense(many, 'count', size)),
      [true, true],
    )
    assert.equal(paths(chart(many, 'count', 'course', WIDE).toString(), 'raw').length, 1)
    assert.equal(isDense(plot([1, 2, 3]), 'count', NARROW), false)
  })

  test('shows what came after the onset, and the level that it reached', () => {
    const regime = { drawing: 'step', before: 1, after: 4, until: null, assessment: 'worse' } as const
    const onset = { value: 2 * HOUR, lower: HOUR, upper: 3 * HOUR }
    const markup = chart(plot([1, 1, 4, 4], { onset, regime }), 'count', 'course', WIDE).toString()
    assert.match(markup, /<line class="regime worse"/)
    assert.match(markup, /<text class="reached worse"[^>]*>4<\/text>/)
    assert.match(markup, />since 1 Jan 02:00</)
  })
})
