import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { Millis } from '../../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { blindAlarms } from '../../../../../src/pipeline/alerts/own/blindness.ts'
import { raiseOwn } from '../../../../../src/pipeline/alerts/own/raise.ts'
import type { BlindSpot } from '../../../../../src/pipeline/collect/sight.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { openLook } from '../../../../support/alerts/look.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const NOW = Date.UTC(2026, 4, 1, 12)
const SPOT: BlindSpot = {
  source: 'platform',
  table: 'jobs',
  since: NOW,
  lastRow: NOW - DAY,
  why: 'there is no such table or view',
  remedy: 'Correct `table`',
}

function setup(t: TestContext) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  return { store, open: () => store.episodes.open(), ...ticks(store) }
}

/** Ticks, one a minute. */
function ticks(store: Store) {
  const stoodFor = new Map()
  const tick = (spots: readonly BlindSpot[], now: Millis): void =>
    raiseOwn(store, blindAlarms(spots), { now, interval: MINUTE, stoodFor })
  return {
    tick,
    /** From the minute after `from` to `to`, both in minutes of NOW. */
    run(spots: readonly BlindSpot[], from: number, to: number): void {
      for (let minute = from + 1; minute <= to; minute += 1) tick(spots, NOW + minute * MINUTE)
    },
  }
}

describe('a table that cannot be seen', () => {
  test('is an alert after ten minutes, once, with its name and its last row', t => {
    const { store, open, run } = setup(t)
    run([SPOT], 0, 9)
    assert.deepEqual(open(), [])
    run([SPOT], 9, 60)
    const [episode, ...others] = open()
    assert.deepEqual(others, [])
    assert.ok(episode?.origin === 'received')
    assert.deepEqual(
      [episode.rule, episode.severity, episode.firingSince],
      ['SlowburnSourceBlind', 'page', NOW + 10 * MINUTE],
    )
    assert.equal(
      episode.annotations.summary,
      'slowburn cannot see table jobs of source platform since 2026-05-01 12:00 UTC, last row of 2026-04-30 12:00 UTC: there is no such table or view',
    )
    assert.match(episode.annotations.description ?? '', /Its last row is of 2026-04-30 12:00 UTC\./)
    assert.equal(store.history.list(10).length, 1)
  })

  test('stays one alert when the reason changes, and ends when it can be seen again', t => {
    const { open, run } = setup(t)
    run([SPOT], 0, 60)
    run([{ ...SPOT, since: NOW + HOUR, why: 'the table is empty' }], 60, 120)
    assert.equal(open().length, 1)
    run([], 179, 180)
    assert.deepEqual(open(), [])
    run([{ ...SPOT, since: NOW + 4 * HOUR }], 240, 300)
    assert.equal(open().length, 1, 'another time is another alert')
  })

  test('is another one than its whole source', t => {
    const { open, run } = setup(t)
    run([SPOT, { ...SPOT, table: null }], 0, 60)
    assert.equal(open().length, 2)
  })

  test('for a moment wakes nobody, though the clock leaps meanwhile, or the machine slept or was off before', t => {
    const { open, tick, run } = setup(t)
    // Eight hours after the last success, the first try fails.
    const waking = { ...SPOT, since: NOW - 8 * HOUR }
    tick([waking], NOW)
    run([waking], 0, 4)
    assert.deepEqual(open(), [])
    tick([], NOW + 5 * MINUTE)
    tick([{ ...SPOT, since: NOW + 5 * MINUTE }], NOW + 6 * MINUTE)
    tick([{ ...SPOT, since: NOW + 5 * MINUTE }], NOW + 2 * HOUR)
    assert.deepEqual(open(), [])
    run([{ ...SPOT, since: NOW + 5 * MINUTE }], 120, 124)
    assert.equal(open().length, 1)
  })

  test('is an alert in time, though the clock leapt back as it began', t => {
    const { store, open, run } = setup(t)
    run([{ ...SPOT, since: NOW + 2 * HOUR }], 0, 11)
    const [episode] = open()
    assert.ok(episode !== undefined && episode.pendingSince <= NOW + 11 * MINUTE)
    assert.equal(store.history.list(10).length, 1)
  })

  test('is one mail with others that cannot be seen, which says of each why and of when its last row is', t => {
    const { store, look } = openLook(t)
    const { run } = ticks(store)
    const hidden = { ...SPOT, table: 'runs', lastRow: null, why: 'the user may not read it' }
    for (const minutes of [10, 11, 12]) {
      run([SPOT, hidden, { ...SPOT, table: 'claims' }], minutes === 10 ? 0 : minutes - 1, minutes)
      look(NOW + minutes * MINUTE)
    }
    const [row, ...others] = store.outbox.list(10)
    assert.deepEqual(others, [])
    const text = Buffer.from(store.outbox.get(row?.id ?? 0)?.bytes ?? [])
      .toString('utf8')
      .replace(/=\r?\n/g, '')
      .replace(/\s+/g, ' ')
    assert.match(
      text,
      /table jobs of source platform .{0,40} last row of 2026-04-30 12:00 UTC: there is no such table/,
    )
    assert.match(text, /table runs of source platform .{0,40} no row ever seen: the user may not read it/)
  })

  test('reaches whoever is on call as one mail that names it and its last row', t => {
    const { store, look } = openLook(t)
    const { run } = ticks(store)
    for (const minutes of [10, 11, 12]) {
      run([SPOT], minutes === 10 ? 0 : minutes - 1, minutes)
      look(NOW + minutes * MINUTE)
    }
    const [row, ...others] = store.outbox.list(10)
    assert.deepEqual(others, [])
    assert.equal(row?.subject, 'PAGE SlowburnSourceBlind of platform, jobs firing since 1 May')
    const text = Buffer.from(store.outbox.get(row?.id ?? 0)?.bytes ?? [])
      .toString('utf8')
      .replace(/=\r?\n/g, '')
    assert.match(text, /slowburn cannot see table jobs of source platform/)
    assert.match(text, /last row is of\s+2026-04-30 12:00 UTC/)
    assert.match(text, /raised it itself/)
  })
})
