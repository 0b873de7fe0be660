import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { headerOf } from '../../../../../src/analyse/read/layout/header.ts'

const header = (text: string): unknown => headerOf(text.split('\n').map(line => line.split(',')))

describe('The header of a table', () => {
  test('is the first row, or none where that holds what the others do', () => {
    assert.deepEqual(header('time,ms\n2026-01-01,5\n2026-01-02,6'), { names: ['time', 'ms'], from: 1 })
    assert.deepEqual(header('2026-01-01,5\n2026-01-02,6'), { names: null, from: 0 })
    assert.deepEqual(header('2026-01-01,5,web'), { names: ['2026-01-01', '5', 'web'], from: 1 })
    assert.deepEqual(header('2026-01-01,5,web\n2026-01-02,6,web'), { names: null, from: 0 })
    assert.deepEqual(header('7'), { names: null, from: 0 })
  })

  test('may leave an index nameless and name a column 0', () => {
    assert.deepEqual(header(',0\n2026-01-01,5\n2026-01-02,6'), { names: ['', '0'], from: 1 })
    assert.deepEqual(header(',0\n0,5\n1,6\n2,7'), { names: ['', '0'], from: 1 })
  })

  test('stands below lines that only speak about the file', () => {
    const text = 'Id,m1\nLabel,CPU\nPeriod,86400\nTimestamp,CPU\n2026-01-01,5\n2026-01-02,6'
    assert.deepEqual(header(text), { names: ['Timestamp', 'CPU'], from: 4 })
    assert.deepEqual(header('A report\ntime,ms\n2026-01-01,5\n2026-01-02,6\n2026-01-03,6'), {
      names: ['time', 'ms'],
      from: 2,
    })
  })

  test('is not a row of data that cannot be read', () => {
    for (const bad of ['soon,6', '2026-01-01,abc', ',ms']) {
      const text = `time,ms\n${bad}\n2026-01-02,6\n2026-01-03,7\n2026-01-04,8`
      assert.deepEqual(header(text), { names: ['time', 'ms'], from: 1 }, bad)
    }
  })
})
