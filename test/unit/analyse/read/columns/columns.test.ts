import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Columns, chooseColumns } from '../../../../../src/analyse/read/columns/columns.ts'

type Chosen = Pick<Columns, 'value' | 'notes'> & { time: number | null }

function choose(text: string, wanted: { time?: string; value?: string } = {}): Chosen {
  const [names = [], ...rows] = text.split('\n').map(line => line.split('|'))
  const { time, value, notes } = chooseColumns(names, rows, {
    time: wanted.time ?? null,
    value: wanted.value ?? null,
  })
  return { time: time?.places[0] ?? null, value, notes }
}

describe('The columns of a table', () => {
  test('are found by their usual names', () => {
    assert.deepEqual(choose('id|value|@timestamp\n1|5|2026-01-01\n2|6|2026-01-02'), {
      time: 2,
      value: 1,
      notes: [],
    })
    assert.equal(choose('_start|_time|_value\n2026-01-01|2026-01-02|7').time, 1)
    assert.equal(choose('Time (UTC)|p95\n2026-01-01|7').time, 0)
  })

  test('are found by content, dates before numbers, names of rows last', () => {
    const { time, value, notes } = choose(
      'id|seen|took|cost\n1|2026-01-01|5|2\n2|2026-01-02|9|4\n3|2026-01-03|6|3',
    )
    assert.deepEqual([time, value], [1, 2])
    assert.deepEqual(notes, ['read column "took"; --value chooses among "id", "cost"'])
  })

  test('are taken by name, and a name that is not there is refused with those that are', () => {
    assert.deepEqual(choose('a|b\n1|2', { time: 'b', value: 'a' }), { time: 1, value: 0, notes: [] })
    assert.throws(() => choose('a|b\n1|2', { value: 'c' }), /there is no column "c", only "a", "b"/)
    assert.equal(choose('time|value\nrun-1|5', { time: 'none' }).time, null)
  })

  test('of one name are asked for by their place', () => {
    const twins = 'time|value|value\n2026-01-01|1|5\n2026-01-02|2|6'
    const fault = /^2 columns are named "value": say which with --value "column 2" or "column 3"$/
    assert.throws(() => choose(twins), { message: fault })
    assert.throws(() => choose(twins, { value: 'value' }), { message: fault })
    assert.deepEqual(choose(twins, { value: 'column 3' }), { time: 0, value: 2, notes: [] })
    assert.throws(
      () => choose('time|time|value\n2026-01-01|2026-01-02|5'),
      /named "time": say which with --time/,
    )
    assert.equal(choose('time|time|value\n2026-01-01|2026-01-02|5', { time: 'column 2' }).time, 1)
    assert.equal(choose('time|note|note|value\n2026-01-01|a|b|5').value, 3)
    assert.throws(() => choose(twins, { value: 'column 4' }), /there is no column "column 4"/)
  })

  test('that may hold times which cannot be read are asked for', () => {
    assert.throws(
      () => choose('stand|ms\n28 lutego 2026|5\n27 lutego 2026|6'),
      /column "stand" may hold times that cannot be read, such as "28 lutego 2026": --time names another column, --time none/,
    )
    assert.equal(choose('host|ms\nweb-1|5\nweb-1|6').time, null)
  })

  test('that may tell series apart are words, ids, and few whole numbers, words first', () => {
    const rows = ['1', '2', '1', '2', '1', '2'].map((store, k) => [
      String(k),
      store,
      String(7.5 * k),
      'a',
      '9.5',
    ])
    const { labels } = chooseColumns(['t', 'store', 'value', 'host', 'cost'], rows, {
      time: null,
      value: null,
    })
    assert.deepEqual(
      labels.map(({ name }) => name),
      ['host', 'store'],
    )
  })

  test('without any number are refused', () => {
    assert.throws(() => choose('a|b\nx|y'), /no column of numbers among "a", "b"\. Say which with --value/)
  })
})
