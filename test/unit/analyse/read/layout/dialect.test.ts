import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dialectOf } from '../../../../../src/analyse/read/layout/dialect.ts'

const delimiter = (text: string): string | null => {
  const dialect = dialectOf(text, true, null)
  return dialect.format === 'csv' ? dialect.delimiter : null
}

describe('The dialect of a text', () => {
  for (const [text, mark] of [
    ['time,value\n2026-01-01,5\n', ','],
    ['time;value\n2026-01-01;5,5\n', ';'],
    ['0;10,0\n1;10,7\n', ';'],
    ['time|value\n2026-01-01|5\n', '|'],
    ['time\tvalue\n2026-01-01\t5\n', '\t'],
    ['time,note,value\n2026-01-01,"a;b\nc;d",5\n2026-01-02,x,6\n', ','],
    ['time,value\n2026-01-01,5\n2026-01-02\n', ','],
    ['TIME  VALUE\n2026-01-01   5\n2026-01-02  12\n', ' '],
    ['0 10.5\n1 12\n2 11\n', ' '],
    ['A report\n\ntime;value\n2026-01-01;5,5\n2026-01-02;6,5\n', ';'],
  ] as const) {
    test(`parts cells of ${JSON.stringify(text.slice(0, 24))} by ${JSON.stringify(mark)}`, () => {
      assert.equal(delimiter(text), mark)
    })
  }

  test('has no delimiter where the header has none, nor a comma that is a decimal mark', () => {
    assert.equal(delimiter('latency\n10,0\n10,7\n'), '\u001f')
    const decimal = dialectOf('10,0\n10,7\n', true, ',')
    assert.deepEqual(decimal, { format: 'csv', delimiter: '\u001f', skip: 0, annotated: false })
  })

  test('has none where numbers, moments or words hold the spaces', () => {
    for (const text of [
      'n\n1 288\n1 300\n',
      'took\n5 ms\n6 ms\n',
      'at\n2026-01-01 10:00\n2026-01-01 11:00\n',
      'who\nrun 5\nrun 6\n',
    ])
      assert.equal(delimiter(text), '\u001f', text)
  })

  test('is named by the first line of a spreadsheet, and known by annotations and braces', () => {
    assert.deepEqual(dialectOf('sep=|\r\na|b\r\n', true, null), {
      format: 'csv',
      delimiter: '|',
      skip: 7,
      annotated: false,
    })
    assert.deepEqual(dialectOf('#datatype,string\n', true, null), {
      format: 'csv',
      delimiter: ',',
      skip: 0,
      annotated: true,
    })
    assert.deepEqual(dialectOf(' {"at":1}\n', true, null), { format: 'json', lines: true })
    assert.deepEqual(dialectOf('[{"at":1}]', true, null), { format: 'json', lines: true })
    assert.deepEqual(dialectOf('{\n  "at": 1\n}\n', true, null), { format: 'json', lines: false })
  })
})
