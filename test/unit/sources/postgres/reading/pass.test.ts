import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { UTC_CLOCK, wallClock } from '../../../../../src/sources/postgres/connection/wall-clock.ts'
import { emptyState, type Pass } from '../../../../../src/sources/postgres/reading/cursor.ts'
import {
  extentOf,
  firstPassUpTo,
  nextPass,
  passProgress,
} from '../../../../../src/sources/postgres/reading/pass.ts'

const NOW = Date.UTC(2026, 4, 1)
const time = {
  column: 'at',
  sql: 't.at',
  type: 'timestamp with time zone',
  unit: 'time',
  clock: UTC_CLOCK,
  role: 'at',
} as const
const serial = { ...time, column: 'id', sql: 't.id', type: 'bigint', unit: 'serial' } as const
const limits = { lag: 2 * MINUTE, backfill: 90 * DAY }

describe('the next pass of a table', () => {
  test('of times without a zone reads the whole hour that clocks show twice, for as long as it lasts', () => {
    const order = { ...time, type: 'timestamp without time zone', clock: wallClock('Europe/Berlin') }
    const again = Date.parse('2026-10-25T01:10Z')
    const pass = nextPass({ ...emptyState('at:time'), readTo: again }, { order, ...limits }, again + MINUTE)
    const shown = [pass.from, pass.to].map(at => new Date(at ?? 0).toISOString().slice(11, 16))
    assert.deepEqual(shown, ['02:08', '03:00'])
    const before = nextPass({ ...emptyState('at:time'), readTo: again - HOUR }, { order, ...limits }, again)
    assert.equal(new Date(before.from ?? 0).toISOString().slice(11, 16), '02:00')
  })

  test('reads as far back as the backfill at first, from the present less the lag later', () => {
    const state = emptyState('at:time')
    assert.equal(nextPass(state, { order: time, ...limits }, NOW).from, NOW - 90 * DAY)
    const later = nextPass({ ...state, readTo: NOW - HOUR }, { order: time, ...limits }, NOW)
    assert.deepEqual([later.from, later.to], [NOW - HOUR - 2 * MINUTE, NOW])
  })

  test('goes on with the one that was interrupted, never past the present', () => {
    const pass: Pass = { startedAt: NOW + HOUR, from: 5, to: NOW + HOUR, after: ['x', 'y'], extent: null }
    const resumed = nextPass({ ...emptyState('at:time'), pass }, { order: time, ...limits }, NOW)
    assert.deepEqual([resumed.startedAt, resumed.to, resumed.after], [NOW, NOW, ['x', 'y']])
  })

  test('of a table in the order of its key begins where no row can come any more', () => {
    const state = { ...emptyState('id:serial'), readTo: NOW, resumeAt: 70 }
    assert.deepEqual(nextPass(state, { order: serial, ...limits }, NOW), {
      startedAt: NOW,
      from: 70,
      to: null,
      after: null,
      extent: null,
    })
  })
})

describe('the progress of a pass', () => {
  const pass: Pass = { startedAt: NOW, from: null, to: null, after: null, extent: [100, 300] }

  test('is the share of its extent that was read', () => {
    assert.equal(passProgress(null, serial), 0)
    assert.equal(passProgress(pass, serial), 0)
    assert.equal(passProgress({ ...pass, after: ['200', '200'] }, serial), 0.5)
    assert.equal(passProgress({ ...pass, after: ['900', '900'] }, serial), 1)
  })

  test('has an extent only where both ends are known', () => {
    assert.deepEqual(extentOf(pass, serial, ['1', '9']), [1, 9])
    assert.equal(extentOf(pass, serial, [null, null]), null)
  })
})

describe('a first pass is complete', () => {
  const pass: Pass = {
    startedAt: NOW,
    from: NOW - DAY,
    to: NOW,
    after: ['2026-04-30 12:00:00.5678+00', '7'],
    extent: null,
  }
  const reached = Date.UTC(2026, 3, 30, 12, 0, 0, 567)

  test('up to the time of the row that it has come to, and never past the latest moment that may be', () => {
    assert.equal(firstPassUpTo({ order: time }, pass, NOW), reached)
    assert.equal(firstPassUpTo({ order: time }, pass, reached - HOUR), reached - HOUR)
  })

  test('up to no moment before its first row, nor in the order of a number', () => {
    assert.equal(firstPassUpTo({ order: time }, null, NOW), null)
    assert.equal(firstPassUpTo({ order: time }, { ...pass, after: null }, NOW), null)
    assert.equal(firstPassUpTo({ order: serial }, { ...pass, after: ['7'] }, NOW), null)
  })
})
