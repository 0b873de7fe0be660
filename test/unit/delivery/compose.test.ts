import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReceivedEpisode } from '../../../src/alerting/episode.ts'
import type { Notification } from '../../../src/alerting/notification.ts'
import { receive } from '../../../src/alerting/received.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import { type Composing, compose } from '../../../src/delivery/compose.ts'
import { NOTHING_KNOWN } from '../../../src/detection/causes/cause.ts'
import { episodeOf, NOW, SERIES, SETTINGS, SLOPE, sample } from '../../support/alerts/alert-samples.ts'

const composing: Composing = {
  factsOf: episode => ({
    ...sample({ points: [] }),
    series: { ...SERIES, id: episode.seriesId, labels: { task_type: `t${episode.seriesId}` } },
  }),
  briefOf: episode => ({ title: `t${episode.seriesId}`, unit: 'seconds', causes: NOTHING_KNOWN }),
  conversationOf: () => [],
  log: silentLogger,
  contacts: [
    { name: 'on-call', email: ['ann@example.org', 'bob@example.org'], webhook: null },
    {
      name: 'boss',
      email: ['bob@example.org'],
      webhook: { url: 'https://example.org/hook', secret: 'a secret of some length' },
    },
  ],
  settings: SETTINGS,
  at: NOW,
}

const TOLD = { state: 'firing', at: NOW, severity: 'page', reminders: 0, first: 1, last: 1 } as const

function notification(contact: string, episode: Notification['episode'] = episodeOf(SLOPE)): Notification {
  return { episode, contact, route: 'everything', reason: 'new', notified: TOLD, group: null, flaps: null }
}

function many(count: number, contact: string): Notification[] {
  return Array.from({ length: count }, (_, index) =>
    notification(contact, episodeOf(SLOPE, { id: `e${index}`, seriesId: index, series: `k${index}` })),
  )
}

describe('a decision', () => {
  test('is written to each address once, by mail and by webhook', () => {
    const singles = [notification('on-call'), notification('boss')]
    const messages = atOnce(compose({ singles, bundles: [] }, composing))
    assert.deepEqual(
      messages.map(({ recipient }) => recipient),
      ['ann@example.org', 'bob@example.org', 'webhook:boss'],
    )
    assert.equal(new Set(messages.map(({ messageId }) => messageId)).size, 3)
  })

  test('holds no address of a webhook, which may be a secret', () => {
    const messages = atOnce(compose({ singles: [notification('boss')], bundles: [] }, composing))
    assert.ok(messages.every(message => !JSON.stringify(message).includes('example.org/hook')))
  })

  test('about many alerts is one mail of bounded size a person, whatever the number', () => {
    const bundles = [{ contact: 'on-call', group: null, notifications: many(10_000, 'on-call') }]
    const messages = atOnce(compose({ singles: [], bundles }, composing))
    assert.equal(messages.length, 2)
    assert.ok(messages.every(({ bytes }) => bytes.length <= 150_000))
  })

  test('is the same bytes when it is composed again', () => {
    const decision = { singles: many(2, 'boss'), bundles: [] }
    assert.deepEqual(atOnce(compose(decision, composing)), atOnce(compose(decision, composing)))
  })

  test('about a series that is no longer known owes nothing', () => {
    const decision = {
      singles: many(1, 'on-call'),
      bundles: [{ contact: 'on-call', group: null, notifications: many(5, 'on-call') }],
    }
    assert.deepEqual(
      atOnce(compose(decision, { ...composing, factsOf: () => null, briefOf: () => null })),
      [],
    )
  })

  test('whose facts cannot be read is sent without them, and the others as ever', () => {
    const broken: Composing = {
      ...composing,
      factsOf: episode => {
        if (episode.id === 'e0') throw new Error('the series is corrupt')
        return composing.factsOf(episode)
      },
      briefOf: () => {
        throw new Error('the series is corrupt')
      },
    }
    const [bare, full] = atOnce(compose({ singles: many(2, 'on-call'), bundles: [] }, broken))
      .filter(({ recipient }) => recipient === 'ann@example.org')
      .map(({ bytes }) => Buffer.from(bytes).toString())
    assert.match(bare ?? '', /FIRING: k0/)
    assert.match(bare ?? '', /could not be written: the series is corrupt/)
    assert.match(full ?? '', /Subject: PAGE Task run time p50 of t1/)
    const bundles = [{ contact: 'on-call', group: null, notifications: many(3, 'on-call') }]
    const [summary] = atOnce(compose({ singles: [], bundles }, broken))
    assert.match(summary?.subject ?? '', /^PAGE 3 alerts: k0 rising$/)
  })

  test('answers the first message that was sent, be it a summary, and none that was not', () => {
    const conversationOf: Composing['conversationOf'] = () => [
      { recipient: 'ann@example.org', messageId: '<summary@example.org>', state: 'accepted' },
      { recipient: 'bob@example.org', messageId: '<first@example.org>', state: 'queued' },
    ]
    const [ann, bob] = atOnce(
      compose({ singles: [notification('on-call')], bundles: [] }, { ...composing, conversationOf }),
    ).map(({ bytes }) => Buffer.from(bytes).toString())
    assert.match(ann ?? '', /^In-Reply-To: <summary@example\.org>\r$/m)
    assert.doesNotMatch(bob ?? '', /^In-Reply-To/m)
  })

  test('of the end reaches no person who was sent nothing before, and every program', () => {
    const conversationOf: Composing['conversationOf'] = () => [
      { recipient: 'ann@example.org', messageId: '<first@example.org>', state: 'accepted' },
    ]
    const end = { reason: 'resolved' as const, route: null }
    const singles = ['on-call', 'boss'].map(name => ({ ...notification(name), ...end }))
    assert.deepEqual(
      atOnce(compose({ singles, bundles: [] }, { ...composing, conversationOf })).map(
        ({ recipient }) => recipient,
      ),
      ['ann@example.org', 'webhook:boss'],
    )
  })

  test('for nobody owes nothing', () => {
    assert.deepEqual(atOnce(compose({ singles: many(1, 'nobody'), bundles: [] }, composing)), [])
  })

  test('about a received alert is sent in the words of whoever made it', () => {
    const messages = atOnce(compose({ singles: [notification('boss', received())], bundles: [] }, composing))
    const [mail, hook] = messages.map(({ bytes }) => Buffer.from(bytes).toString())
    assert.match(mail ?? '', /^Subject: PAGE HighErrorRate of api firing since 20 Nov\r$/m)
    assert.match(mail ?? '', /Errors of api are at 12 %\./)
    assert.match(mail ?? '', /https:\/\/runbooks\.example\.org\/errors/)
    const body = JSON.parse(hook ?? '') as Record<string, unknown>
    assert.deepEqual(body.labels, received().labels)
    assert.equal(body.verdict, 'Errors of api are at 12 %.')
  })
})

function received(): ReceivedEpisode {
  const alert = {
    status: 'firing' as const,
    labels: { alertname: 'HighErrorRate', service: 'api', severity: 'critical' },
    annotations: {
      summary: 'Errors of api are at 12 %.',
      runbook_url: 'https://runbooks.example.org/errors',
    },
    startsAt: NOW - 60_000,
    generatorUrl: 'https://prometheus.example.org/graph?g0.expr=x',
  }
  const { episode } = receive(alert, null, { now: NOW, listened: 0 }) ?? {}
  if (episode?.origin !== 'received') throw new TypeError('it was received')
  return { ...episode, sequence: 1 }
}
