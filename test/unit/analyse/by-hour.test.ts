import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { byHour } from '../../../src/analyse/by-hour.ts'
import type { LiveRun } from '../../../src/analyse/live-run.ts'
import { type Row, rowOf } from '../../../src/analyse/row.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'

const START = Date.UTC(2026, 0, 1)

function rows(values: readonly number[], step = 5 * MINUTE, from = START): Row {
  return rowOf({
    times: Float64Array.from(values, (_, i) => from + i * step),
    values: Float64Array.from(values),
    kind: 'moment',
    valueName: 'value',
    unit: null,
    zone: null,
    notes: [],
  })
}

const alarm = (index: number, raised: number): LiveRun => ({
  alarms: [
    {
      index,
      at: null,
      severity: 'watch',
      kind: 'level',
      direction: 'up',
      raised,
      onset: { value: 1, lower: 0, upper: 2 },
      cleared: null,
      seen: null,
    },
  ],
  warmingFor: 2,
  unfit: 0,
  coverageGaps: [],
})

describe('five-minute rows by the hour', () => {
  const values = Array.from({ length: 40 }, (_, i) => i)

  test('are the means of whole hours; what is left of the last is not judged yet', () => {
    const hourly = byHour(rows(values), 'real')
    assert.deepEqual([...(hourly?.row.file.values ?? [])], [5.5, 17.5, 29.5])
    assert.deepEqual([...(hourly?.row.positions ?? [])], [0, 1, 2])
    assert.equal(hourly?.row.bucket, HOUR)
  })

  test('are sums where they count', () => {
    assert.deepEqual([...(byHour(rows(Array(24).fill(2)), 'count')?.row.file.values ?? [])], [24, 24])
  })

  test('begin with the clock’s hour, whatever minute they begin at', () => {
    const hourly = byHour(rows(values, 5 * MINUTE, START + 30 * MINUTE), 'real')
    assert.deepEqual([...(hourly?.row.file.values ?? [])], [2.5, 11.5, 23.5])
    assert.equal(hourly?.row.clock?.start, START)
  })

  test('have no value for an hour of which less than half was measured', () => {
    const gappy = values.map((value, i) => (i >= 12 && i < 19 ? Number.NaN : value))
    assert.deepEqual([...(byHour(rows(gappy), 'real')?.row.file.values ?? [])], [5.5, Number.NaN, 29.5])
  })

  test('give a run back in the rows that came in: raised at the last row of its hour, begun at a first', () => {
    const restored = byHour(rows(values), 'real')?.restore(alarm(2, 2))
    const [first] = restored?.alarms ?? []
    assert.equal(first?.index, 35)
    assert.equal(first?.at, new Date(START + 35 * 5 * MINUTE).toISOString())
    assert.deepEqual([first?.raised, first?.onset], [35, { value: 12, lower: 0, upper: 24 }])
    assert.equal(restored?.warmingFor, 24)
  })
})

describe('rows that are not taken by the hour', () => {
  test('come once an hour or less often, or at a pace that no hour is a multiple of', () => {
    assert.equal(byHour(rows([1, 2, 3], HOUR), 'real'), null)
    assert.equal(byHour(rows([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 7 * MINUTE), 'real'), null)
  })
})
