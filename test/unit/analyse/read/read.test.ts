import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { readSeries } from '../../../../src/analyse/read/read.ts'
import type { ReadOptions, SeriesFile } from '../../../../src/analyse/read/table.ts'
import { NOTHING_GIVEN } from '../../../support/analyse/read-options.ts'

function read(text: string | Buffer, options: Partial<ReadOptions> = {}): Promise<SeriesFile> {
  return readSeries('-', { ...NOTHING_GIVEN, ...options }, Readable.from([text], { objectMode: false }))
}

const rows = ({ times, values }: SeriesFile): unknown[] =>
  Array.from(times, (time, k) => [new Date(time).toISOString().slice(0, 16), values[k]])

const TWO = [
  ['2026-01-01T00:00', 5],
  ['2026-01-01T01:00', 6.5],
]

describe('Reading a series', () => {
  for (const [what, text] of [
    ['a comma', 'time,value\n2026-01-01T00:00Z,5\n2026-01-01T01:00Z,6.5\n'],
    [
      'semicolons, a byte order mark and CRLF',
      '\uFEFFtime;value\r\n2026-01-01 00:00;5,0\r\n2026-01-01 01:00;6,5\r\n',
    ],
    ['a pipe', 'time|value\n2026-01-01T00:00Z|5\n2026-01-01T01:00Z|6.5'],
    [
      'the separator named',
      'sep=,\n"Time","p95"\n"2026-01-01 00:00:00","5 ms"\n"2026-01-01 01:00:00","6.5 ms"\n',
    ],
    [
      'a quoted line break',
      'time,note,value\n2026-01-01T00:00Z,"two\nlines",5\n2026-01-01T01:00Z,"a ""b"", c",6.5\n',
    ],
    [
      'annotations',
      '#datatype,string,long,dateTime:RFC3339,double\n#group,false,false,false,false\n#default,_result,,,\n' +
        ',result,table,_time,_value\n,,0,2026-01-01T00:00:00Z,5\n,,0,2026-01-01T01:00:00Z,6.5\n',
    ],
    [
      'the newest first',
      '"@timestamp",ms\n"Jan 1, 2026 @ 01:00:00.000",6.5\n"Jan 1, 2026 @ 00:00:00.000",5\n',
    ],
    ['German dates', 'Zeit;Dauer\n01.01.2026 00:00;5,0\n01.01.2026 01:00;6,5\n'],
    ['half days', 'when,took\n1/1/2026 12:00 AM,5\n1/1/2026 1:00 AM,6.5\n'],
    ['objects a line', '{"at":"2026-01-01T00:00Z","ms":5}\n{"at":"2026-01-01T01:00Z","ms":6.5}\n'],
    [
      'a separator of lines within JSON',
      '{"at":"2026-01-01T00:00Z","note":"a\u2028b","value":5}\r\n\n{"at":"2026-01-01T01:00Z","value":6.5}',
    ],
    [
      'the lines that psql draws',
      '          t          |  v\n---------------------+-----\n 2026-01-01 00:00:00 |   5\n 2026-01-01 01:00:00 | 6.5\n(2 rows)\n\n',
    ],
    ['the bars of Markdown', '| t | v |\n|---|--:|\n| 2026-01-01 00:00 | 5 |\n| 2026-01-01 01:00 | 6.5 |\n'],
    [
      'the box of MySQL',
      '+------------------+-----+\n| t                | v   |\n+------------------+-----+\n| 2026-01-01 00:00 | 5   |\n| 2026-01-01 01:00 | 6.5 |\n+------------------+-----+\n',
    ],
    ['a header that comes again', 'at,value\n2026-01-01T00:00Z,5\nat,value\n2026-01-01T01:00Z,6.5\n'],
  ] as const) {
    test(`takes rows with ${what}`, async () => assert.deepEqual(rows(await read(text)), TWO))
  }

  test('takes UTF-16 with its byte order mark', async () => {
    const text = Buffer.from(
      '\uFEFFtime\tvalue\r\n2026-01-01T00:00Z\t5\r\n2026-01-01T01:00Z\t6.5\r\n',
      'utf16le',
    )
    assert.deepEqual(rows(await read(text)), TWO)
  })

  test('takes one column with a decimal comma', async () => {
    const { values, notes } = await read('latency\n10,0\n10,7\n#N/A\n')
    assert.deepEqual([...values], [10, 10.7, Number.NaN])
    assert.deepEqual(notes, ['the numbers in "latency" have a decimal comma'])
  })

  test('asks whether two whole numbers are two columns or one number', async () => {
    await assert.rejects(
      read('10,0\n10,7\n10,4\n'),
      /"10,0" may be two columns or a decimal comma: .*--decimal ,/,
    )
    assert.deepEqual([...(await read('10,0\n10,7\n', { decimal: ',' })).values], [10, 10.7])
    assert.deepEqual([...(await read('0,10\n1,12\n')).values], [10, 12])
  })

  test('refuses a decimal comma that parts a cell', async () => {
    await assert.rejects(
      read('time,value\n2026-01-01,10,5\n2026-01-02,10,7\n'),
      /line 2 has 3 cells, the first row 2\. A decimal comma must stand in quotes/,
    )
  })

  test('refuses several series in one file of InfluxDB', async () => {
    const text = ',result,table,_time,_value\n,,0,2026-01-01T00:00:00Z,5\n,,1,2026-01-01T00:00:00Z,9\n'
    await assert.rejects(read(text), /line 3 begins another series \(table "1"\): .*--where table=1/)
  })

  test('names the line of a quote that is never closed', async () => {
    await assert.rejects(
      read('time,value\n2026-01-01,"5\n2026-01-02,6\n'),
      /^RangeError: (line \d+: )?a quote was opened/,
    )
  })

  test('keeps the unit that cells carry, or the one that is named', async () => {
    assert.equal((await read('took\n96 ms\n')).unit, 'ms')
    assert.equal((await read('took\n96\n', { unit: 's' })).unit, 's')
    assert.equal((await read('took\n96\n')).unit, null)
  })

  test('counts the rows where no time is wanted', async () => {
    const { kind, times } = await read('time,value\nrun-1,5\nrun-2,6\n', { time: 'none' })
    assert.equal(kind, null)
    assert.deepEqual([...times], [0, 1])
  })

  test('keeps the last of rows that repeat a time', async () => {
    const { values, notes } = await read('at,value\n2026-01-01,1\n2026-01-01,2\n2026-01-02,3\n')
    assert.deepEqual([...values], [2, 3])
    assert.deepEqual(notes, ['1 row(s) repeated a time; the last one counts'])
  })

  test('keeps the numbers of JSON as they are, three decimals included', async () => {
    assert.deepEqual([...(await read('{"at":"2026-01-01","value":1.288}\n')).values], [1.288])
  })
})
