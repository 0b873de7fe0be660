import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { readSeries } from '../../../../src/analyse/read/read.ts'
import type { SeriesFile } from '../../../../src/analyse/read/table.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { writtenByChance } from '../../../support/analyse/notations.ts'
import { NOTHING_GIVEN } from '../../../support/analyse/read-options.ts'
import { inForm } from '../../../support/long-form.ts'

function read(text: string): Promise<SeriesFile> {
  return readSeries('-', NOTHING_GIVEN, Readable.from([text], { objectMode: false }))
}

/** The first time and all values, read from text as a tool or a person writes it. */
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

  test('is read as it was written, or asked about, whatever the notation', async () => {
    const outcomes = { read: 0, asked: 0 }
    const runs = inForm(80, 400)
    for (let k = 0; k < runs; k++) {
      const { text, times, values, how } = writtenByChance(randomStream(31, k))
      try {
        const series = await read(text)
        const doubt = series.notes.some(note => note.includes('as commas part the cells'))
        if (!doubt) assert.deepEqual([...series.values], values, `${how}\n${text.slice(0, 200)}`)
        const late = series.times.map((time, i) => Math.abs(time - (times[i] ?? 0)))
        assert.ok(late.length === times.length && Math.max(...late) <= 1000, `${how}\n${text.slice(0, 200)}`)
        outcomes.read++
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error))
        assert.match(error.message, /say which with --(decimal|time-format|value)/, how)
        outcomes.asked++
      }
    }
    assert.ok(outcomes.read > 0.75 * runs, JSON.stringify(outcomes))
  })
})
