import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { simpleParser } from 'mailparser'
import type { Digest } from '../../../../src/alerting/digest.ts'
import { receive } from '../../../../src/alerting/received.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { wallTime } from '../../../../src/core/zones/time-zone.ts'
import { sendDigests } from '../../../../src/pipeline/alerts/digest.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { SETTINGS } from '../../../support/alerts/alert-samples.ts'
import { T0 } from '../../../support/alerts/alerting.ts'
import { openLook } from '../../../support/alerts/look.ts'

const DAILY: Digest = {
  name: 'daily',
  every: 'day',
  weekday: 1,
  at: 8 * 60,
  zone: 'UTC',
  to: ['duty', 'boss'],
}
const MORNING = T0 + 8 * HOUR

function setUp(t: TestContext) {
  const { store, look } = openLook(t)
  const send = (now: number): void =>
    sendDigests(
      {
        store,
        live: createLive(),
        log: silentLogger,
        digests: [DAILY],
        contacts: [
          { name: 'ann', email: ['ann@example.org'], webhook: null },
          { name: 'boss', email: ['boss@example.org', 'ann@example.org'], webhook: null },
        ],
        rotas: [{ name: 'duty', start: wallTime('UTC', T0), zone: 'UTC', contacts: ['ann'], overrides: [] }],
        email: SETTINGS,
        settingsOf: () => null,
      },
      now,
    )
  return { store, look, send }
}

describe('a digest', () => {
  test('is sent once a day to each address, with what stands and what is over', async t => {
    const { store, look, send } = setUp(t)
    send(MORNING - DAY)
    assert.equal(store.outbox.list(10).length, 0, 'nothing lies before the first')
    for (const [service, status] of [
      ['api', 'firing'],
      ['db', 'firing'],
      ['db', 'resolved'],
    ] as const) {
      const labels = { alertname: 'Slow', service }
      const alert = { status, labels, annotations: {}, startsAt: T0, generatorUrl: null }
      const before = store.episodes.list(5).find(({ series }) => series.includes(service)) ?? null
      const episode = receive(alert, before, { now: T0 + HOUR, listened: 0 })?.episode
      if (episode !== undefined) store.episodes.save(episode)
      look(T0 + HOUR)
    }
    const alerts = store.outbox.list(10).length
    for (const at of [MORNING, MORNING + HOUR, MORNING + 2 * HOUR]) send(at)
    const reports = store.outbox.list(10).slice(0, -alerts)
    assert.deepEqual(reports.map(({ recipient }) => recipient).sort(), [
      'ann@example.org',
      'boss@example.org',
    ])
    const entry = store.outbox.get(reports[0]?.id ?? 0)
    const mail = await simpleParser(Buffer.from(entry?.bytes ?? []))
    assert.equal(mail.subject, 'Daily report, production: 1 alert, 15 Nov to 16 Nov')
    assert.match(mail.text ?? '', /Standing\nWatch {5}Slow of api/)
    assert.match(mail.text ?? '', /Resolved\nResolved {2}Slow of db is resolved/)
    send(MORNING + DAY)
    assert.equal(store.outbox.list(10).length, alerts + 4)
  })

  test('that was missed is sent late, and covers all the time since the last', t => {
    const { store, send } = setUp(t)
    send(MORNING)
    send(MORNING + 3 * DAY + HOUR)
    const subjects = store.outbox.list(10).map(({ subject }) => subject)
    assert.equal(subjects[0], 'Daily report, production: No alerts, 16 Nov to 19 Nov')
    assert.equal(subjects.length, 2)
    send(MORNING + 2 * DAY)
    assert.equal(store.outbox.list(10).length, 2, 'a clock that jumps back sends nothing again')
  })

  test('is not sent to whoever has left it, until they are taken in again', t => {
    const { store, send } = setUp(t)
    send(MORNING)
    store.reports.leave('daily', 'boss@example.org', MORNING)
    assert.equal(store.reports.leave('daily', 'boss@example.org', MORNING), false, 'twice is as good as once')
    send(MORNING + DAY)
    assert.deepEqual(
      store.outbox.list(10).map(({ recipient }) => recipient),
      ['ann@example.org'],
    )
    assert.equal(store.reports.rejoin('daily', 'boss@example.org'), true)
    send(MORNING + 2 * DAY)
    assert.equal(store.outbox.list(10).length, 3)
  })
})
