import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { gutter, textWidth, timeAxis, valueAxis } from '../../../../src/presentation/charts/axes.ts'
import { scalesOf } from '../../../../src/presentation/charts/scale.ts'

const EXTENT = { from: 0, to: 6 * DAY, low: 0, high: 1 }
const FRAME = { left: 50, top: 10, right: 350, bottom: 180 }
const scales = scalesOf(EXTENT, FRAME)

test('an axis of values has a line and a label for each round value', () => {
  const markup = valueAxis(scales, FRAME, 'ratio').join('')
  for (const label of ['0 %', '20 %', '100 %']) assert.ok(markup.includes(`>${label}<`), label)
})

test('an axis of time leaves out a label that would be cut at the edge, never its mark', () => {
  const markup = timeAxis(scales, FRAME, 12).join('')
  assert.ok(markup.includes('>3 Jan<'))
  for (const [, x = ''] of markup.matchAll(/<text x="([^"]*)"/g)) {
    assert.ok(Number(x) - textWidth('3 Jan', 12) / 2 >= FRAME.left - 12)
  }
})

test('no two labels of an axis of time run into each other, whatever its length', () => {
  for (const days of [1, 3, 9, 14, 21, 22, 30, 45, 60, 90, 200, 365]) {
    const of = scalesOf({ ...EXTENT, to: days * DAY }, FRAME)
    let end = Number.NEGATIVE_INFINITY
    for (const [, x = '', label = ''] of timeAxis(of, FRAME, 12)
      .join('')
      .matchAll(/<text x="([^"]*)"[^>]*>([^<]*)</g)) {
      const half = textWidth(label, 12) / 2
      assert.ok(Number(x) - half >= end + 4, `${days} days: ${label}`)
      end = Number(x) + half
    }
  }
})

test('the gutter is as wide as the longest label', () => {
  assert.ok(gutter(EXTENT, 'ratio', 12) > gutter({ ...EXTENT, high: 0.001 }, 'count', 1))
  assert.equal(gutter({ ...EXTENT, low: 5, high: 5 }, 'count', 12), 14 + textWidth('5', 12))
})
