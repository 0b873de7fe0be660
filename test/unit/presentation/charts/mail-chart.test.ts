import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Unit } from '../../../../src/indicators/indicator.ts'
import { MAIL, mailChart } from '../../../../src/presentation/charts/mail-chart.ts'
import { type Plot, regimeOf } from '../../../../src/presentation/charts/plot.ts'
import { renderPng } from '../../../../src/presentation/charts/png/png.ts'
import { LEVEL, NOW, ONSET, pointsOf, releaseAt, SLOPE } from '../../../support/alerts/alert-samples.ts'
import { cpuTime } from '../../../support/cpu-time.ts'
import { inForm } from '../../../support/long-form.ts'

const input: Plot = {
  from: ONSET - (NOW - ONSET),
  to: NOW,
  points: pointsOf(SLOPE).filter(({ at }) => at >= ONSET - (NOW - ONSET)),
  bucket: HOUR,
  onset: SLOPE.onset,
  regime: regimeOf(SLOPE, null),
  band: [{ at: 0, lower: 41, upper: 50 }],
  limit: 90,
  releases: [releaseAt(ONSET - 3 * DAY), releaseAt(ONSET)],
}

const svgOf = (plot: Plot, unit: Unit = 'seconds'): string => mailChart(plot, unit, 'light')

test('a chart is a PNG of twice the size, the same on every run', () => {
  const png = Buffer.from(renderPng(svgOf(input)))
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  assert.equal(png.readUInt32BE(16), 2 * MAIL.width)
  assert.equal(png.readUInt32BE(20), 2 * MAIL.height)
  assert.ok(png.equals(renderPng(svgOf(input))))
})

test('a chart marks each release inside its range with a triangle on the axis', () => {
  const marks = (releases: number[]): number =>
    (svgOf({ ...input, releases: releases.map(at => releaseAt(at)) }).match(/h10l-5,-9z/g) ?? []).length
  assert.equal(marks([ONSET - 3 * DAY, ONSET, NOW + DAY, ONSET - (NOW - ONSET) - 1]), 2)
  assert.equal(marks([]), 0)
})

test('so many releases that they would be a fence are not drawn', () => {
  const releases = [...Array(61).keys()].map(i => releaseAt(ONSET + i * 60_000))
  assert.ok(!svgOf({ ...input, releases }).includes('h10l-5,-9z'))
})

test('a chart shows the limit, the band, the onset and the level that was reached', () => {
  const svg = svgOf(input)
  for (const words of ['>limit 90 s<', '>since 16 Nov 04:00<', '>61.1 s<']) {
    assert.ok(svg.includes(words), words)
  }
})

test('a limit far from the data is not drawn, and does not flatten them', () => {
  assert.ok(!svgOf({ ...input, limit: 100_000 }).includes('>limit'))
})

test('a chart without a point can be drawn', () => {
  assert.ok(renderPng(svgOf({ ...input, points: [], band: [], limit: null })).length > 0)
})

test('a chart of many thousand points is drawn quickly and stays small', async () => {
  const points = Array.from({ length: 30_000 }, (_, index) => ({
    at: NOW - ((30_000 - index) * (2 * (NOW - ONSET))) / 30_000,
    value: 45 + 10 * Math.sin(index / 5000) + ((index * 7919) % 13),
    lower: null,
    upper: null,
    n: 1,
  }))
  const { result: png, taken } = await cpuTime(() => renderPng(svgOf({ ...input, points })))
  assert.ok(taken < 3000, `${taken} ms`)
  assert.ok(png.length < 150_000, `${png.length} bytes`)
})

test('a chart breaks its line where the series was silent', () => {
  const points = pointsOf(SLOPE).filter(({ at }) => at < ONSET - 3 * DAY || at > ONSET - DAY)
  const lines = svgOf({ ...input, points }).match(/<path class="line"/g) ?? []
  assert.equal(lines.length, 2)
})

test('a moment that is none is refused before the renderer sees it', () => {
  const onset = { value: Number.NaN, lower: Number.NaN, upper: Number.NaN }
  assert.throws(() => svgOf({ ...input, onset }), RangeError)
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
        at: ONSET - (NOW - ONSET) + index * 1e6,
        value,
        lower: null,
        upper: null,
        n: 1,
      }))
      const regime = regimeOf({ ...LEVEL, kind, from, to }, null)
      const band = [{ at: 0, lower, upper }]
      const drawn = {
        ...input,
        points,
        regime,
        band,
        limit,
        onset: { value: onset, lower: onset - 1e7, upper: onset + 1e7 },
      }
      const svg = orRefusal(() => svgOf(drawn, unit))
      assert.doesNotMatch(svg, /clip-path|<g|[{;" ]opacity|Infinity|"NaN/)
      for (const [, name = '', text = ''] of svg.matchAll(/ (c?[xy][12]?|width|height)="([^"]*)"/g)) {
        const size = Number(text)
        assert.ok(size >= -20 && size <= MAIL.width + 20, `${name}=${text}`)
      }
    }),
    { numRuns: inForm(60, 300) },
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

test('the dark chart is the light one in other colours', () => {
  const shape = (theme: 'light' | 'dark'): string =>
    mailChart(input, 'seconds', theme).replace(/<style>.*<\/style>/s, '')
  assert.equal(shape('dark'), shape('light'))
  assert.notEqual(mailChart(input, 'seconds', 'dark'), mailChart(input, 'seconds', 'light'))
})

test('a silent series has no band of normal below its silence', () => {
  const regime = regimeOf({ ...LEVEL, kind: 'missing' }, null)
  const svg = svgOf({ ...input, regime, points: input.points.filter(({ at }) => at < ONSET) })
  const [, band = ''] = /class="band" d="([^"]*)"/.exec(svg) ?? []
  const [, onset = ''] = /class="onset-mark" x1="([^"]*)"/.exec(svg) ?? []
  assert.equal(Math.max(...[...band.matchAll(/([\d.]+),/g)].map(([, x]) => Number(x))), Number(onset))
  assert.match(svg, />no data</)
})
