import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, SECOND } from '../../../../../../src/core/duration.ts'
import { unreadableCell } from '../../../../../../src/sources/postgres/connection/values.ts'
import { wallClock } from '../../../../../../src/sources/postgres/connection/wall-clock.ts'
import { IN_FUTURE, notBefore, viewRow } from '../../../../../../src/sources/postgres/reading/rows/row.ts'

const NOW = Date.UTC(2026, 4, 1)
const positions = new Map([
  ['id', 0],
  ['at', 1],
  ['value', 2],
])
const view = (row: readonly (string | null)[], wholeKey: string | null = null, zone = 'UTC') =>
  viewRow(row, { positions, clock: wallClock(zone), latest: NOW, wholeKey })

describe('a row, asked by role', () => {
  test('is about its id, or about its whole key where the id is not unique', () => {
    assert.equal(view(['7', null, null]).entity('id'), '7')
    assert.equal(view(['7', null, null], '["7","a"]').entity('id'), '["7","a"]')
    assert.equal(view([null, null, null]).entity('id'), null)
  })

  test('is another one where its id is the same but for its spaces', () => {
    for (const id of ['7', '7 ', ' 7', ' ']) {
      assert.deepEqual([view([id, null, null]).entity('id'), view([id, null, null]).id('id')], [id, id])
    }
    assert.deepEqual([view(['', null, null]).entity('id'), view(['', null, null]).id('id')], [null, null])
  })

  test('remembers what was refused, once a role, with what it holds', () => {
    const row = view(['7', '2026-05-01 01:00:00+00', 'much'])
    assert.equal(row.time('at'), null)
    assert.equal(row.number('value'), null)
    assert.equal(row.number('value'), null)
    assert.deepEqual(row.refusals, [
      { role: 'at', reason: IN_FUTURE, value: '2026-05-01 01:00:00+00' },
      { role: 'value', reason: 'is not a number', value: 'much' },
    ])
  })

  test('refuses what could not be read, with the reason and without a value; it holds something all the same', () => {
    const row = view(['7', unreadableCell('cannot be read'), unreadableCell('cannot be read')])
    assert.deepEqual([row.time('at'), row.has('at'), row.text('value')], [null, true, null])
    row.refuse('at', 'is another fault')
    assert.deepEqual(row.refusals, [
      { role: 'at', reason: 'cannot be read', value: null },
      { role: 'value', reason: 'cannot be read', value: null },
    ])
  })

  test('reads a time without a zone by the clocks of its zone, and one that has a zone as it is', () => {
    const row = view(['7', '2026-04-01 12:00:00', null], null, 'America/New_York')
    assert.equal(row.time('at'), Date.UTC(2026, 3, 1, 16))
    assert.equal(
      view(['7', '2026-04-01 12:00:00+00', null], null, 'Asia/Tokyo').time('at'),
      Date.UTC(2026, 3, 1, 12),
    )
  })

  test('takes an end in the hour that clocks show twice as the second time where the first lies before the begin', () => {
    const row = view(['7', '2025-10-26 02:10:00', null], null, 'Europe/Berlin')
    const begin = Date.UTC(2025, 9, 26, 0, 50)
    const end = row.time('at') ?? 0
    assert.equal(end, Date.UTC(2025, 9, 26, 0, 10))
    assert.equal(row.secondTime('at'), Date.UTC(2025, 9, 26, 1, 10))
    assert.equal(notBefore(row, 'at', end, begin), Date.UTC(2025, 9, 26, 1, 10))
    assert.equal(view(['7', '2025-10-26 02:10:00+00', null], null, 'Europe/Berlin').secondTime('at'), null)
  })

  test('may end as much before it began as two clocks differ', () => {
    const row = view(['7', null, null])
    assert.equal(notBefore(row, 'at', NOW - SECOND, NOW), NOW)
    assert.equal(notBefore(row, 'at', NOW - HOUR, NOW), null)
    assert.equal(row.refusals[0]?.reason, 'lies before the time at which the row begins')
  })
})
