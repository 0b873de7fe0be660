import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameOf, rowsOf, transformed } from '../../support/dashboards/frames.ts'

const merge = [{ id: 'merge', options: {} }]
const sample = (value: number, metric: Record<string, string>) => ({ value, metric })

// The results are those of `transformDataFrame` of @grafana/data 13.2.3 on the same frames.
test('answers of two queries are one row where all that both say is the same', () => {
  const up = frameOf([sample(1, { source: 'a' }), sample(0, { source: 'b' })], 'Value #A')
  const age = frameOf([sample(7, { source: 'b' })], 'Value #B')
  assert.deepEqual(transformed([up, age], merge).map(rowsOf), [
    [
      { Time: 0, source: 'a', 'Value #A': 1, 'Value #B': undefined },
      { Time: 0, source: 'b', 'Value #A': 0, 'Value #B': 7 },
    ],
  ])
})

test('the name of the metric makes two rows of one thing', () => {
  const up = frameOf([sample(1, { __name__: 'up', source: 'a' })], 'Value #A')
  const down = frameOf([sample(0, { __name__: 'down', source: 'a' })], 'Value #B')
  assert.equal(transformed([up, down], merge).flatMap(rowsOf).length, 2)
})

test('a row is added to each that it is like, and an answer without rows changes nothing', () => {
  const named = frameOf(
    [sample(1, { source: 'a', page: 'x' }), sample(2, { source: 'a', page: 'y' })],
    'Value #A',
  )
  const plain = frameOf([sample(3, { source: 'a' })], 'Value #B')
  const rows = transformed([named, plain, frameOf([], 'Value #C')], merge).flatMap(rowsOf)
  assert.deepEqual(
    rows.map(row => [row.page, row['Value #A'], row['Value #B']]),
    [
      ['x', 1, 3],
      ['y', 2, 3],
    ],
  )
})

test('a transformation that nobody knows here is no silent success', () => {
  assert.throws(() => transformed([], [{ id: 'joinByField', options: {} }]), /no twin|joinByField/)
})
