import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inOrder, type RepeatedRule } from '../../../../src/analyse/read/order.ts'

function ordered(
  rows: ReadonlyArray<readonly [number, number]>,
  rule: RepeatedRule | null = null,
): unknown[] {
  const { times, values, notes } = inOrder(
    Float64Array.from(rows, ([time]) => time),
    Float64Array.from(rows, ([, value]) => value),
    rule,
  )
  return [[...times], [...values], notes]
}

describe('Rows in the order of time', () => {
  test('are turned about or sorted, with a note', () => {
    assert.deepEqual(
      ordered([
        [2, 5],
        [1, 6],
      ]),
      [[1, 2], [6, 5], ['the rows begin with the newest; they were turned about']],
    )
    assert.deepEqual(
      ordered([
        [1, 5],
        [3, 6],
        [2, 7],
      ]),
      [[1, 2, 3], [5, 7, 6], ['the rows were not in the order of time; they were sorted']],
    )
    assert.deepEqual(ordered([]), [[], [], []])
  })

  for (const [rule, value, word] of [
    ['last', 7, 'the last one counts'],
    ['first', 5, 'the first one counts'],
    ['mean', 6, 'their mean counts'],
    ['sum', 12, 'their sum counts'],
  ] as const) {
    test(`of the same time are joined by their ${rule}, of numbers alone`, () => {
      assert.deepEqual(
        ordered(
          [
            [1, 5],
            [1, 7],
            [1, Number.NaN],
            [2, 8],
          ],
          rule,
        ),
        [[1, 2], [value, 8], [`2 row(s) repeated a time; ${word}`]],
      )
    })
  }

  test('are asked about where many repeat a time with another number', () => {
    const hourly = Array.from({ length: 48 }, (_, k) => [Math.floor(k / 24), k] as const)
    assert.throws(
      () => ordered(hourly),
      /46 of 48 rows repeat a time: --repeated last, first, mean or sum.*--where.*--time date\+hour/,
    )
    assert.deepEqual(ordered(hourly, 'mean').slice(0, 2), [
      [0, 1],
      [11.5, 35.5],
    ])
    const doubled = Array.from({ length: 48 }, (_, k) => [k >> 1, k >> 1] as const)
    assert.match(String(ordered(doubled)[2]), /24 row\(s\) repeated a time/)
  })
})
