import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { readSeries } from '../../../../src/analyse/read/read.ts'
import type { ReadOptions, SeriesFile } from '../../../../src/analyse/read/table.ts'

const NOTHING: ReadOptions = {
  time: null,
  value: null,
  where: [],
  timeFormat: null,
  decimal: null,
  zone: null,
  unit: null,
  repeated: null,
}

function read(text: string | Buffer, options: Partial<ReadOptions> = {}): Promise<SeriesFile> {
  return readSeries('-', { ...NOTHING, ...options }, Readable.from([text], { objectMode: false }))
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

/** What the first two of three hourly or daily rows are, read from text as a tool or a person writes it. */
const READ: ReadonlyArray<readonly [what: string, text: string, first: string, values: readonly number[]]> = [
  [
    'German thousands beside hundreds',
    'Tag;Abrufe\n31.01.2026;870\n01.02.2026;1.040\n02.02.2026;990\n',
    '2026-01-31T00:00',
    [870, 1040, 990],
  ],
  [
    'French numbers and months',
    'Jour;Débit\n31 janv. 2026;1\u202f040,5\n1 févr. 2026;990,0\n2 févr. 2026;1\u202f100,0\n',
    '2026-01-31T00:00',
    [1040.5, 990, 1100],
  ],
  [
    'Swiss thousands',
    "t;n\n2026-01-31;1'040\n2026-02-01;990\n2026-02-02;1'100\n",
    '2026-01-31T00:00',
    [1040, 990, 1100],
  ],
  [
    'Indian groups',
    't;n\n2026-01-31;1,04,000\n2026-02-01;99,000\n2026-02-02;1,10,000\n',
    '2026-01-31T00:00',
    [104_000, 99_000, 110_000],
  ],
  [
    'a date and an hour',
    'date,hour,n\n2026-01-31,22,5\n2026-01-31,23,6\n2026-02-01,0,7\n',
    '2026-01-31T22:00',
    [5, 6, 7],
  ],
  [
    'a date and a clock',
    'Datum;Uhrzeit;Wert\n31.01.2026;22:00;5,5\n31.01.2026;23:00;6\n01.02.2026;00:00;7\n',
    '2026-01-31T22:00',
    [5.5, 6, 7],
  ],
  ['a year and a month', 'year,month,n\n2025,12,5\n2026,1,6\n2026,2,7\n', '2025-12-01T00:00', [5, 6, 7]],
  ['a year and a week', 'year,week,n\n2026,5,5\n2026,6,6\n2026,7,7\n', '2026-01-26T00:00', [5, 6, 7]],
  ['digits of an hour', 'ts,n\n2026013122,5\n2026013123,6\n2026020100,7\n', '2026-01-31T22:00', [5, 6, 7]],
  [
    'digits of a minute',
    'ts,n\n202601312200,5\n202601312300,6\n202602010000,7\n',
    '2026-01-31T22:00',
    [5, 6, 7],
  ],
  ['digits of a month', 'month,n\n202512,5\n202601,6\n202602,7\n', '2025-12-01T00:00', [5, 6, 7]],
  ['serial days', 'Date,n\n46053,5\n46054,6\n46055,7\n', '2026-01-31T00:00', [5, 6, 7]],
  [
    'a nameless index of pandas',
    ',0\n2026-01-31,5\n2026-02-01,6\n2026-02-02,7\n',
    '2026-01-31T00:00',
    [5, 6, 7],
  ],
  [
    'lines before the header',
    'Label,CPU\nPeriod,60\nTimestamp,CPU\n2026-01-31,5\n2026-02-01,6\n2026-02-02,7\n',
    '2026-01-31T00:00',
    [5, 6, 7],
  ],
  [
    'codes and ids beside the value',
    'at,id,status,took\n2026-01-31,40,200,5\n2026-02-01,43,500,6\n2026-02-02,46,200,7\n',
    '2026-01-31T00:00',
    [5, 6, 7],
  ],
  [
    'durations',
    'at,took\n2026-01-31,1m5s\n2026-02-01,59s\n2026-02-02,00:01:10\n',
    '2026-01-31T00:00',
    [65, 59, 70],
  ],
  [
    'negative numbers of accountants',
    'at,n\n2026-01-31,(5)\n2026-02-01,6\n2026-02-02,(7.50)\n',
    '2026-01-31T00:00',
    [-5, 6, -7.5],
  ],
  [
    'a range of Prometheus',
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1769810400,"5"],[1769814000,"6.5"]]}]}}',
    '2026-01-30T22:00',
    [5, 6.5],
  ],
  [
    'an indented document',
    '[\n  {"at": "2026-01-31", "n": 5},\n  {"at": "2026-02-01", "n": 6}\n]\n',
    '2026-01-31T00:00',
    [5, 6],
  ],
  [
    'objects within objects',
    '{"@timestamp":"2026-01-31","http":{"took":5}}\n{"@timestamp":"2026-02-01","http":{"took":6}}\n',
    '2026-01-31T00:00',
    [5, 6],
  ],
]

/** What may be meant in two ways, and the option that is asked for. */
const ASKED: ReadonlyArray<readonly [what: string, text: string, option: RegExp]> = [
  [
    'three digits behind every point',
    't;n\n2026-01-31;1.040\n2026-02-01;2.100\n',
    /--decimal \. or --decimal ,/,
  ],
  [
    'three digits behind every comma',
    't;n\n2026-01-31;1,040\n2026-02-01;2,100\n',
    /--decimal \. or --decimal ,/,
  ],
  [
    'the order of day and month',
    't,n\n01/02/2026,5\n02/02/2026,6\n',
    /--time-format dmy or --time-format mdy/,
  ],
  ['a zone that is no offset', 't,n\n2026-01-31 10:00 CET,5\n', /--zone/],
  ['units that differ', 't,n\n2026-01-31,900 ms\n2026-02-01,1.2 s\n', /--unit/],
  [
    'one of several series',
    't,host,n\n2026-01-31,a,5\n2026-01-31,b,9\n2026-02-01,a,6\n2026-02-01,b,9\n',
    /--where host=a/,
  ],
  [
    'one of several ids',
    't,sensor_id,n\n2026-01-31,4,5\n2026-01-31,7,9\n2026-02-01,4,6\n2026-02-01,7,9\n',
    /--where sensor_id=4/,
  ],
  ['which code is measured', 't,id,port\n2026-01-31,7,80\n2026-02-01,5,443\n', /--value/],
  ['a time of day without a date', 'hour,n\n10:00,5\n11:00,6\n', /--time/],
  [
    'many rows of the same time',
    `t,n\n${Array.from({ length: 40 }, (_, k) => `2026-01-3${k % 2},${k}`).join('\n')}`,
    /--repeated/,
  ],
]

describe('What people and tools write', () => {
  for (const [what, text, first, values] of READ) {
    test(`is read from ${what}`, async () => {
      const series = await read(text)
      assert.equal(new Date(series.times[0] ?? 0).toISOString().slice(0, 16), first)
      assert.equal(series.kind, 'moment')
      assert.deepEqual([...series.values], values)
    })
  }

  for (const [what, text, option] of ASKED) {
    test(`is asked about where it leaves open ${what}`, () => assert.rejects(read(text), option))
  }
})
