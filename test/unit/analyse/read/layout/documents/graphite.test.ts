import assert from 'node:assert/strict'
import { test } from 'node:test'
import { graphite } from '../../../../../../src/analyse/read/layout/documents/graphite.ts'

test('A target of Graphite is a row for each point, of which the value stands before the time', () => {
  const document = {
    target: 'web.cpu',
    datapoints: [
      [5, 1767225600],
      [null, 1767225660],
    ],
  }
  assert.ok(graphite.matches(document))
  assert.deepEqual(
    [...graphite.rows(document)],
    [
      { target: 'web.cpu', time: 1767225600, value: 5 },
      { target: 'web.cpu', time: 1767225660, value: null },
    ],
  )
})
