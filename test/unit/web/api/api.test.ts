import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { sendTestMessages } from '../../../../src/operations/test-messages.ts'
import {
  alertJson,
  backupJson,
  changeJson,
  episodeJson,
  historyJson,
  lookBackJson,
  messageJson,
  pointJson,
  releaseJson,
  seriesJson,
  seriesNameJson,
  silenceJson,
} from '../../../../src/web/api/api.ts'
import { releaseAt, SERIES, SETTINGS } from '../../../support/alerts/alert-samples.ts'
import { alertsIn } from '../../../support/alerts/operations.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'

const { overview, details, alerts } = await fixture()
const [alert] = alerts
const [change] = overview.standing
assert.ok(alert !== undefined && change !== undefined)
const TIME = '2026-11-23T06:40:00.000Z'

describe('a number in JSON', () => {
  test('that is not finite is null, and one of a point that was not counted is left out', () => {
    const point = { at: NOW, value: Number.NaN, lower: Number.NEGATIVE_INFINITY, upper: 2 }
    assert.deepEqual(pointJson(point), { at: TIME, value: null, lower: null, upper: 2 })
    assert.deepEqual(pointJson({ at: NOW, value: 1, n: 3 }), {
      at: TIME,
      value: 1,
      lower: null,
      upper: null,
      n: 3,
    })
  })

  test('of evidence without bound is null', () => {
    const unbounded = { ...change, change: { ...change.change, evidence: Number.POSITIVE_INFINITY } }
    assert.partialDeepStrictEqual(changeJson(unbounded), { evidence: null })
  })
})

describe('a change', () => {
  test('has its moments in UTC, its lengths in seconds, and its assessment', () => {
    assert.partialDeepStrictEqual(changeJson({ ...change, raisedAt: NOW, clearedAt: null }), {
      id: change.id,
      raised_at: TIME,
      cleared_at: null,
      breach: null,
      series: { bucket_seconds: 3600 },
    })
    assert.partialDeepStrictEqual(changeJson({ ...change, alert: null, clearedAt: NOW }), {
      alert: null,
      cleared_at: TIME,
    })
  })
})

describe('a series', () => {
  test('says why it says nothing', () => {
    const warming = details.find(({ status }) => status.name === 'warming') ?? assert.fail()
    assert.partialDeepStrictEqual(seriesJson(warming), {
      status: 'warming',
      warming: { have: 212, need: 336 },
      coverage_gaps: null,
    })
    assert.partialDeepStrictEqual(
      seriesJson({ ...warming, status: { name: 'quiet', coverageGaps: ['random-walk'] }, last: null }),
      {
        status: 'quiet',
        warming: null,
        coverage_gaps: ['random-walk'],
        last: null,
      },
    )
  })

  test('has a shorter form without what its indicator says of it', () => {
    assert.deepEqual(seriesNameJson(SERIES), {
      id: 7,
      key: 'task_run_time_p50{task_type="build"}',
      indicator: 'task_run_time_p50',
      labels: { task_type: 'build' },
      bucket_seconds: 3600,
    })
  })
})

test('a look back that held too few numbers says only when it was', () => {
  assert.deepEqual(lookBackJson({ lookedAt: NOW, found: null }), { looked_at: TIME, changes: null })
})

describe('an alert', () => {
  test('says who was notified, who handles it and who should have been notified', () => {
    const episode = {
      ...alert.episode,
      notified: {
        'on-call': { state: 'firing', at: NOW, severity: 'page', reminders: 0, first: 1, last: 1 },
      },
      handling: {
        state: 'snoozed',
        by: 'ann',
        at: NOW,
        until: NOW,
        note: 'at lunch',
        severity: 'page',
        sigma: 1,
      },
    } as const
    const suppressed = [
      { episodeId: episode.id, contact: 'boss', reason: 'rate limit' as const, by: null, until: NOW },
    ]
    assert.partialDeepStrictEqual(alertJson({ ...alert, episode, suppressed }), {
      notified: [{ contact: 'on-call', state: 'firing', at: TIME }],
      handling: { state: 'snoozed', by: 'ann', at: TIME, until: TIME, note: 'at lunch' },
      suppressed: [{ contact: 'boss', reason: 'rate limit', by: null, until: TIME }],
      accepted: null,
      series: { key: alert.episode.series },
    })
  })

  test('that was received has neither a series of ours nor the size of a change', () => {
    assert.partialDeepStrictEqual(alertJson({ ...alert, series: null }), { series: null, size: null })
  })

  test('by itself names its series by the key', () => {
    assert.partialDeepStrictEqual(episodeJson({ ...alert.episode, resolvedAt: NOW }), {
      id: alert.episode.id,
      series_key: alert.episode.series,
      resolved_at: TIME,
      handling: null,
    })
  })
})

describe('what people did', () => {
  test('is a silence with its matchers as one would type them', () => {
    assert.deepEqual(
      silenceJson({
        id: 's',
        matchers: [{ name: 'task_type', op: '=~', value: 'b.*' }],
        startsAt: NOW,
        endsAt: NOW + HOUR,
        createdBy: 'ann',
        createdAt: NOW,
        comment: 'deployment',
      }),
      {
        id: 's',
        matchers: ['task_type=~"b.*"'],
        starts_at: TIME,
        ends_at: '2026-11-23T07:40:00.000Z',
        by: 'ann',
        created_at: TIME,
        comment: 'deployment',
      },
    )
  })

  test('is an entry of the history, a release, or a backup', () => {
    const entry = { at: NOW, actor: 'ann', action: 'acknowledged', episodeId: 'a', detail: 'on it' }
    assert.partialDeepStrictEqual(historyJson(entry), {
      at: TIME,
      actor: 'ann',
      action: 'acknowledged',
      alert: 'a',
      detail: 'on it',
    })
    assert.deepEqual(releaseJson(releaseAt(NOW)), { ...releaseAt(NOW), at: TIME })
    const backup = {
      name: 'b',
      folder: '/backups/b',
      by: 'ann',
      bytes: 9,
      fault: null,
      state: 'done',
    } as const
    const { startedAt, ...rest } = { ...backup, startedAt: NOW }
    assert.deepEqual(backupJson({ ...rest, startedAt }), { ...rest, started_at: TIME })
  })
})

test('a message has the answer of its server and not its bytes', t => {
  const { store, clock } = alertsIn(t)
  const contacts = [{ name: 'ann', email: ['ann@example.org'], webhook: null }]
  sendTestMessages({ store, clock, log: silentLogger, contacts, email: SETTINGS }, null, 'bob')
  const entry = store.outbox.list(1)[0] ?? assert.fail()
  store.outbox.begin(entry.id, NOW)
  store.outbox.settle(entry.id, 'accepted', NOW, '250 2.0.0 queued')
  assert.deepEqual(messageJson(store.outbox.get(entry.id) ?? assert.fail()), {
    id: entry.id,
    recipient: 'ann@example.org',
    subject: entry.subject,
    state: 'accepted',
    attempts: 1,
    answer: '250 2.0.0 queued',
    created_at: new Date(clock.now()).toISOString(),
    settled_at: TIME,
  })
})
