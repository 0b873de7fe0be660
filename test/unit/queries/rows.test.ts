import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import type { OutboxRecord } from '../../../src/delivery/outbox/outbox.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import {
  historyOf,
  identify,
  keptOf,
  mailRow,
  type RowDeps,
  seriesRow,
  statusOf,
} from '../../../src/queries/rows.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL, NOW, SERIES } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

function setup(t: Parameters<typeof temporaryFolder>[0]): RowDeps {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  return {
    store,
    monitor: createMonitor({ describe: describeChange }),
    causes: createCauseFinder(store),
    live: createLive(),
    rules: [],
    contacts: [],
    indicatorOf: ({ indicator }) => {
      const found = indicatorNamed(indicator)
      return found === null ? null : { indicator: found, note: 'reconstructed' }
    },
  }
}

const ENTRY: OutboxRecord = {
  id: 4,
  channel: 'email',
  messageId: '<a@example.org>',
  episodeId: 'e1',
  sequence: 1,
  recipient: 'ann.lee@example.org',
  sender: 'slowburn@example.org',
  subject: 'PAGE',
  createdAt: NOW,
  state: 'dead',
  attempts: 2,
  notBefore: NOW,
  waited: 0,
  unanswered: 0,
  via: null,
  lastError: '550 <ann.lee@example.org> unknown',
  settledAt: NOW + 1,
}

describe('a series as a row', () => {
  test('is identified by its indicator, with the note on how its values come about', t => {
    const deps = setup(t)
    assert.equal(identify(SERIES, deps)?.note, 'reconstructed')
    assert.equal(identify({ ...SERIES, indicator: 'none' }, deps), null)
    assert.equal(seriesRow({ ...SERIES, indicator: 'none' }, HOUR, deps), null)
  })

  test('is warming until detection has said anything of it', t => {
    const deps = setup(t)
    assert.deepEqual(statusOf(SERIES, deps), { name: 'warming', have: 0, need: 0 })
    deps.live.verdicts = new Map([[SERIES.id, { status: 'quiet', coverageGaps: [] }]])
    assert.deepEqual(statusOf(SERIES, deps), { name: 'quiet', coverageGaps: [] })
  })
})

test('the detector of an alert is that of the last change before it, standing or cleared', t => {
  const { store } = setup(t)
  const { id } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  const changed = (at: number, detector: string | undefined, clearedAt: number | null): void =>
    store.changes.save({
      id: `${id}:${at}`,
      seriesId: id,
      raisedAt: at,
      clearedAt,
      change: LEVEL,
      alarm: {
        at,
        severity: 'page',
        kind: 'level',
        direction: 'up',
        evidence: 12,
        ...(detector === undefined ? {} : { detector }),
      },
    })
  const alertAt = (pendingSince: number) => ({ ...episodeOf(LEVEL), seriesId: id, pendingSince })
  assert.equal(keptOf(alertAt(NOW), store).detector, null)
  changed(NOW - 9 * HOUR, 'trend', NOW - 5 * HOUR)
  changed(NOW - 3 * HOUR, 'level', null)
  assert.equal(keptOf(alertAt(NOW - 8 * HOUR), store).detector, 'trend')
  assert.equal(keptOf(alertAt(NOW - 2 * HOUR), store).detector, 'level')
  assert.equal(keptOf(alertAt(NOW - 20 * HOUR), store).detector, null)
})

describe('what readers see of people', () => {
  test('is no full address, neither of a recipient nor in what a server answered', t => {
    const row = mailRow(ENTRY, setup(t).store)
    assert.equal(row.to, 'a…@example.org')
    assert.equal(row.lastError, '550 <a…@example.org> unknown')
  })

  test('is no full address in the history of an alert either', t => {
    const deps = setup(t)
    deps.store.history.add({
      at: NOW,
      actor: 'bob.roy@example.org',
      action: 'acknowledged',
      episodeId: 'e1',
      detail: 'asked ann.lee@example.org',
    })
    const entries = historyOf('e1', [ENTRY], deps)
    assert.deepEqual(
      entries.map(({ who, what, detail }) => [who, what, detail]),
      [
        ['b…@example.org', 'acknowledged', 'asked a…@example.org'],
        [null, 'message dead', 'a…@example.org: 550 <a…@example.org> unknown'],
      ],
    )
  })
})
