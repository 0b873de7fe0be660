import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Where } from '../../../../src/analyse/read/where.ts'

const NAMES = ['time', 'host', 'metric']

describe('Only rows of one series', () => {
  test('are those in which all columns hold what was asked for', () => {
    const where = new Where(
      [
        { column: 'host', value: 'a' },
        { column: 'metric', value: 'cpu' },
      ],
      NAMES,
    )
    assert.ok(where.holds(['1', 'a', 'cpu']))
    assert.ok(!where.holds(['1', 'a', 'io']) && !where.holds(['1', 'b', 'cpu']))
    where.check()
  })

  test('may be none, and what there is instead is said', () => {
    const where = new Where([{ column: 'host', value: 'c' }], NAMES)
    for (const host of ['a', 'b', 'a']) where.holds(['1', host, 'cpu'])
    assert.throws(() => where.check(), /no row has "c" in column "host", which holds "a", "b"$/)
  })

  test('are all where nothing was asked for', () => {
    const where = new Where([], NAMES)
    assert.ok(where.holds(['1', 'a', 'cpu']))
    where.check()
  })

  test('need a column that is there', () => {
    assert.throws(() => new Where([{ column: 'pod', value: 'a' }], NAMES), /there is no column "pod"/)
  })
})
