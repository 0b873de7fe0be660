import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type OutcomeInput, outcomeOf } from '../../../../src/assurance/replay/outcome.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { OwedMessage } from '../../../../src/delivery/outbox/message.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import type { Incident } from '../../../../src/incidents/incident.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { changeOf, recordOf, seriesOf, T0 } from '../../../support/alerts/alerting.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const store = emptyStore(t, temporaryFolder(t))
  const { key, indicator, labels, bucket } = seriesOf()
  const series = store.series.ensure(key, indicator, labels, bucket)
  const record = recordOf(T0)
  store.changes.save(record)
  const { change } = record
  const member = {
    change: record.id,
    series: series.id,
    raisedAt: T0,
    clearedAt: null,
    onset: change.onset,
    odds: null,
  }
  const incidentOf = (id: string, more: Partial<Incident> = {}): void =>
    store.incidents.save({
      id,
      nature: 'change',
      openedAt: T0,
      closedAt: null,
      mergedInto: null,
      members: [member],
      explanation: null,
      events: [{ at: T0, what: 'opened', series: [series.id], other: null }],
      ...more,
    })
  store.episodes.save({
    origin: 'change',
    id: 'episode',
    rule: 'slower',
    series: series.key,
    seriesId: series.id,
    state: 'firing',
    sequence: 1,
    severity: 'page',
    pendingSince: T0,
    firingSince: T0,
    lastActiveAt: T0,
    resolvedAt: null,
    change: changeOf(),
  })
  const outcome = (more: Partial<OutcomeInput> = {}) =>
    outcomeOf({
      scratch: store,
      settingsOf: planOf().settingsOf,
      monitor: createMonitor({ describe: describeChange }),
      causes: createCauseFinder(store),
      owed: [messageAt(T0 + HOUR)],
      from: T0 - DAY,
      to: T0 + DAY,
      ...more,
    })
  return { outcome, incidentOf, series }
}

function messageAt(createdAt: number, more: Partial<OwedMessage> = {}): OwedMessage {
  return {
    channel: 'webhook',
    messageId: `m${createdAt}`,
    episodeId: 'episode',
    sequence: 1,
    recipient: 'webhook:pager',
    sender: 'slowburn',
    subject: 'PAGE',
    bytes: Buffer.from('{"what":"slower"}'),
    createdAt,
    ...more,
  }
}

test('an incident is told by its root, with the first message about it', t => {
  const { outcome, incidentOf, series } = setUp(t)
  incidentOf('one')
  const { incidents, messages } = outcome({ owed: [messageAt(T0 + HOUR), messageAt(T0 + 2 * HOUR)] })
  assert.partialDeepStrictEqual(incidents, [
    {
      id: 'one',
      title: 'Task run time p50 of build',
      severity: 'page',
      openedAt: T0,
      closedAt: null,
      series: [series.key],
      notifiedAt: T0 + HOUR,
    },
  ])
  assert.deepEqual(messages[0], {
    at: T0 + HOUR,
    channel: 'webhook',
    to: 'webhook:pager',
    subject: 'PAGE',
    text: '{"what":"slower"}',
    digest: createHash('sha256').update('{"what":"slower"}').digest('hex'),
    incidents: ['one'],
  })
})

test('one that was merged is the one that it is a part of, and what lies outside of the span is left out', t => {
  const { outcome, incidentOf } = setUp(t)
  incidentOf('whole', {
    openedAt: T0 - HOUR,
    members: [{ ...memberOf(), change: '1:other', raisedAt: T0 - HOUR }, memberOf()],
  })
  incidentOf('part', { closedAt: T0 + HOUR, mergedInto: 'whole' })
  const elsewhere = [{ ...memberOf(), raisedAt: T0 - 9 * DAY }]
  incidentOf('before', { openedAt: T0 - 9 * DAY, closedAt: T0 - 8 * DAY, members: elsewhere })
  incidentOf('after', { openedAt: T0 + 9 * DAY, members: elsewhere })
  const { messages } = outcome()
  assert.deepEqual(messages[0]?.incidents, ['whole'])
  const { incidents, messages: none } = outcome({ owed: [messageAt(T0 + 2 * DAY)] })
  assert.deepEqual([incidents.map(({ id }) => id), none], [[], []], 'its root is known no more')
})

function memberOf() {
  const { id, change } = recordOf(T0)
  return { change: id, series: 1, raisedAt: T0, clearedAt: null, onset: change.onset, odds: null }
}

test('a message about no alert, as a report, is about no incident', t => {
  const { outcome } = setUp(t)
  const { messages } = outcome({
    owed: [messageAt(T0, { about: [{ episodeId: 'weekly 2026', sequence: 1 }] })],
  })
  assert.deepEqual(messages[0]?.incidents, [])
})
