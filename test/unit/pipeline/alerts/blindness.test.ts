import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { reportBlindness } from '../../../../src/pipeline/alerts/blindness.ts'
import type { BlindSpot } from '../../../../src/pipeline/collect/sight.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { openLook } from '../../../support/alerts/look.ts'
import { temporaryFolder } from '../../../support/folder.ts'

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
  return { store, open: () => store.episodes.open() }
}

describe('a table that cannot be seen', () => {
  test('is an alert after ten minutes, once, with its name and its last row', t => {
    const { store, open } = setup(t)
    reportBlindness(store, [SPOT], NOW + 9 * MINUTE)
    assert.deepEqual(open(), [])
    for (const minutes of [10, 11, 60]) reportBlindness(store, [SPOT], NOW + minutes * MINUTE)
    const [episode, ...others] = open()
    assert.deepEqual(others, [])
    assert.ok(episode?.origin === 'received')
    assert.deepEqual(
      [episode.rule, episode.severity, episode.firingSince],
      ['SlowburnSourceBlind', 'page', NOW + 10 * MINUTE],
    )
    assert.equal(
      episode.annotations.summary,
      'slowburn cannot see table jobs of source platform since 2026-05-01 12:00 UTC',
    )
    assert.match(episode.annotations.description ?? '', /Its last row is of 2026-04-30 12:00 UTC\./)
    assert.equal(store.history.list(10).length, 1)
  })

  test('stays one alert when the reason changes, and ends when it can be seen again', t => {
    const { store, open } = setup(t)
    reportBlindness(store, [SPOT], NOW + HOUR)
    reportBlindness(store, [{ ...SPOT, since: NOW + HOUR, why: 'the table is empty' }], NOW + 2 * HOUR)
    assert.equal(open().length, 1)
    reportBlindness(store, [], NOW + 3 * HOUR)
    assert.deepEqual(open(), [])
    reportBlindness(store, [{ ...SPOT, since: NOW + 4 * HOUR }], NOW + 5 * HOUR)
    assert.equal(open().length, 1, 'another time is another alert')
  })

  test('is another one than its whole source', t => {
    const { store, open } = setup(t)
    reportBlindness(store, [SPOT, { ...SPOT, table: null }], NOW + HOUR)
    assert.equal(open().length, 2)
  })

  test('reaches whoever is on call as one mail that names it and its last row', t => {
    const { store, look } = openLook(t)
    for (const minutes of [10, 11, 12]) {
      reportBlindness(store, [SPOT], NOW + minutes * MINUTE)
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
