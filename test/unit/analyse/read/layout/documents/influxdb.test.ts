import assert from 'node:assert/strict'
import { test } from 'node:test'
import { influxDb } from '../../../../../../src/analyse/read/layout/documents/influxdb.ts'

test('An answer of InfluxDB is a row for each list of cells, under the names of its columns', () => {
  const series = {
    name: 'cpu',
    tags: { host: 'a' },
    columns: ['time', 'mean'],
    values: [['2026-01-01T00:00:00Z', 5]],
  }
  const document = { results: [{ statement_id: 0, series: [series] }] }
  assert.ok(influxDb.matches(document))
  assert.deepEqual(
    [...influxDb.rows(document)],
    [{ series: 'cpu', host: 'a', time: '2026-01-01T00:00:00Z', mean: 5 }],
  )
})
