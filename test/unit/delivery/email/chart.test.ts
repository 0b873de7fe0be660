import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { CHART_CIDS, drawCharts } from '../../../../src/delivery/email/chart.ts'
import { NOW, ONSET, sample } from '../../../support/alerts/alert-samples.ts'

const RANGE = { from: ONSET - 100 * HOUR, to: NOW }

test('a mail carries the chart for a light and for a dark screen', () => {
  const drawn: string[] = []
  const images = drawCharts(sample(), RANGE, svg => {
    drawn.push(svg)
    return Uint8Array.of(drawn.length)
  })
  assert.deepEqual(
    images.map(({ contentId, bytes }) => [contentId, ...bytes]),
    [
      [CHART_CIDS.light, 1],
      [CHART_CIDS.dark, 2],
    ],
  )
  assert.notEqual(drawn[0], drawn[1])
})

test('a chart that cannot be drawn is left out, both of them', () => {
  const refuse = (): never => {
    throw new Error('no renderer')
  }
  assert.deepEqual(drawCharts(sample(), RANGE, refuse), [])
})

test('of a resolved alert the chart ends what it was where it was last seen', () => {
  const input = sample()
  const { episode } = input.transition
  const over = { to: 'resolved' as const, at: NOW, episode: { ...episode, lastActiveAt: NOW - 20 * HOUR } }
  const svgOf = (one: typeof input): string => {
    const drawn: string[] = []
    drawCharts(one, RANGE, svg => {
      drawn.push(svg)
      return new Uint8Array()
    })
    return drawn[0] ?? ''
  }
  const end = (svg: string): number => Number(/class="regime worse"[^>]* x2="([^"]*)"/.exec(svg)?.[1])
  assert.ok(end(svgOf({ ...input, transition: over })) < end(svgOf(input)))
})
