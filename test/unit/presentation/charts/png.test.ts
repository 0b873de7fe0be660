import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DAY } from '../../../../src/core/duration.ts'
import { CHART_HEIGHT, CHART_WIDTH } from '../../../../src/delivery/email/html.ts'
import { type ChartInput, chartSvg } from '../../../../src/presentation/charts/email-chart.ts'
import { chartSelfTest, renderPng } from '../../../../src/presentation/charts/png.ts'
import { LEVEL, NOW, ONSET, pointsOf, releaseAt, SLOPE } from '../../../support/alert-samples.ts'

const input: ChartInput = {
  from: ONSET - (NOW - ONSET),
  to: NOW,
  points: pointsOf(SLOPE),
  change: SLOPE,
  band: { value: 45, lower: 41, upper: 50 },
  limit: 90,
  releases: [releaseAt(ONSET - 3 * DAY), releaseAt(ONSET)],
  unit: 'seconds',
  tone: 'worse',
  stoodUntil: NOW,
  width: CHART_WIDTH,
  height: CHART_HEIGHT,
}

test('text is really drawn with the bundled font', () => {
  assert.equal(chartSelfTest(), null)
})

test('a chart is a PNG of twice the size, the same on every run', () => {
  const png = Buffer.from(renderPng(chartSvg(input)))
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  assert.equal(png.readUInt32BE(16), 2 * CHART_WIDTH)
  assert.equal(png.readUInt32BE(20), 2 * CHART_HEIGHT)
  assert.ok(png.equals(renderPng(chartSvg(input))))
})

test('a chart marks each release inside its range with a triangle on the axis', () => {
  const marks = (releases: number[]): number =>
    (chartSvg({ ...input, releases: releases.map(at => releaseAt(at)) }).match(/h8l-4 -8z/g) ?? []).length
  assert.equal(marks([ONSET - 3 * DAY, ONSET, NOW + DAY, input.from - 1]), 2)
  assert.equal(marks([]), 0)
})

test('so many releases that they would be a fence are not drawn', () => {
  const releases = [...Array(61).keys()].map(i => releaseAt(ONSET + i * 60_000))
  assert.ok(!chartSvg({ ...input, releases }).includes('h8l-4 -8z'))
})

test('a chart shows the limit, the band, the onset and the level that was reached', () => {
  const svg = chartSvg(input)
  for (const words of ['>limit 90 s<', '>normal<', '>since 16 Nov 04:00<', '>61.1 s<']) {
    assert.ok(svg.includes(words), words)
  }
})

test('a limit far from the data is not drawn, and does not flatten them', () => {
  assert.ok(!chartSvg({ ...input, limit: 100_000 }).includes('limit'))
})

test('a chart without a point can be drawn', () => {
  assert.ok(renderPng(chartSvg({ ...input, points: [], band: null, limit: null })).length > 0)
})

test('a chart of many thousand points is drawn quickly and stays small', () => {
  const points = Array.from({ length: 30_000 }, (_, index) => ({
    at: input.from + ((input.to - input.from) * index) / 30_000,
    value: 45 + 10 * Math.sin(index / 5000) + ((index * 7919) % 13),
    lower: null,
    upper: null,
    n: 1,
  }))
  const before = performance.now()
  const png = renderPng(chartSvg({ ...input, points }))
  assert.ok(performance.now() - before < 3000)
  assert.ok(png.length < 150_000, `${png.length} bytes`)
})

test('a chart breaks its line where the series was silent', () => {
  const points = pointsOf(SLOPE).filter(({ at }) => at < ONSET - 3 * DAY || at > ONSET - DAY)
  const path = / d="([^"]*)"/.exec(chartSvg({ ...input, points }))?.[1] ?? ''
  assert.equal(path.split('M').length - 1, 2)
})

test('a moment that is none is refused before the renderer sees it', () => {
  const onset = { value: Number.NaN, lower: Number.NaN, upper: Number.NaN }
  assert.throws(() => chartSvg({ ...input, change: { ...SLOPE, onset } }), RangeError)
})

test('whatever the numbers, everything lies inside the picture and nothing makes a layer', () => {
  const number = fc.oneof(fc.double(), fc.double({ min: -1e3, max: 1e3, noNaN: true }))
  const moment = fc.double({ min: ONSET - 1e10, max: NOW + 1e10, noNaN: true })
  const arbitrary = fc.record({
    values: fc.array(number, { maxLength: 80 }),
    from: number,
    to: number,
    lower: number,
    upper: number,
    limit: fc.option(number),
    onset: moment,
    kind: fc.constantFrom('level' as const, 'slope' as const, 'missing' as const, 'stuck' as const),
    unit: fc.constantFrom('seconds' as const, 'ratio' as const, 'count' as const, 'unitless' as const),
  })
  fc.assert(
    fc.property(arbitrary, ({ values, from, to, lower, upper, limit, onset, kind, unit }) => {
      const points = values.map((value, index) => ({
        at: input.from + index * 1e6,
        value,
        lower: null,
        upper: null,
        n: 1,
      }))
      const change = {
        ...LEVEL,
        kind,
        from,
        to,
        onset: { value: onset, lower: onset - 1e7, upper: onset + 1e7 },
      }
      const band = { value: lower, lower, upper }
      const svg = orRefusal(() => chartSvg({ ...input, points, change, band, limit, unit }))
      assert.doesNotMatch(svg, /clip-path|<g opacity|Infinity|"NaN/)
      for (const [, name = '', text = ''] of svg.matchAll(/ (c?[xy][12]?|width|height)="([^"]*)"/g)) {
        const size = Number(text)
        assert.ok(size >= -20 && size <= CHART_WIDTH + 20, `${name}=${text}`)
      }
    }),
    { numRuns: 300 },
  )
})

function orRefusal(draw: () => string): string {
  try {
    return draw()
  } catch (error) {
    assert.ok(error instanceof RangeError)
    return ''
  }
}
