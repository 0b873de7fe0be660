import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { joinedSpans, widened } from '../../../../../../src/stats/segmentation/shared-noise/episodes/spans.ts'

const row = (length: number, height: (i: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, i) => height(i))

describe('The extent of an episode', () => {
  test('is widened by parts while the row stays half as far away, to its longest', () => {
    const away = row(100, i => (i >= 20 && i < 60 ? -4 : 0))
    assert.deepEqual(widened(away, { from: 32, to: 40 }, { part: 4, longest: 80 }), { from: 20, to: 60 })
    assert.deepEqual(widened(away, { from: 32, to: 40 }, { part: 4, longest: 20 }), { from: 32, to: 52 })
    const all = row(40, () => 3)
    assert.deepEqual(widened(all, { from: 10, to: 20 }, { part: 8, longest: 99 }), { from: 2, to: 36 })
  })

  test('is one where the row stayed away between two windows of it, and two where it came back or turned', () => {
    const spans = [
      { from: 10, to: 20 },
      { from: 26, to: 40 },
    ]
    const joined = (height: (i: number) => number): number => joinedSpans(row(60, height), spans, 24).length
    assert.equal(
      joined(() => 5),
      1,
    )
    assert.equal(
      joined(i => (i >= 20 && i < 26 ? 0 : 5)),
      2,
    )
    assert.equal(
      joined(i => (i < 23 ? 5 : -5)),
      2,
    )
    assert.deepEqual(
      joinedSpans(
        row(60, () => 5),
        spans,
        24,
      ),
      [{ from: 10, to: 40 }],
    )
  })
})
