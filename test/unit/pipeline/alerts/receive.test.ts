import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as soon, setTimeout as wait } from 'node:timers/promises'
import * as fc from 'fast-check'
import type { ReceivedAlert } from '../../../../src/alerting/received.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createReceiving } from '../../../../src/pipeline/alerts/receive.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { T0 } from '../../../support/alerts/alerting.ts'
import { openLook } from '../../../support/alerts/look.ts'
import { ANY_UNIT } from '../../../support/any-text.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { inForm } from '../../../support/long-form.ts'

function alertOf(status: 'firing' | 'resolved', service = 'api'): ReceivedAlert {
  return {
    status,
    labels: { alertname: 'HighErrorRate', service, severity: 'critical' },
    annotations: { summary: `Errors of ${service}; ask ann@example.org` },
    startsAt: T0,
    generatorUrl: 'https://prometheus.example.org/graph',
  }
}

function setUp(t: TestContext) {
  const clock = manualClock(T0)
  const { store, look } = openLook(t)
  let looks = 0
  const receive = createReceiving({
    store,
    clock,
    log: silentLogger,
    look: async () => {
      looks += 1
      look(clock.now())
    },
  })
  const subjects = (): string[] =>
    store.outbox
      .list(100)
      .map(({ subject }) => subject)
      .reverse()
  const evaluate = (): void => look(clock.now())
  return { clock, store, receive, subjects, evaluate, looks: () => looks }
}

test('an alert of any text is kept so that the store can use it after a restart, and it still ends', async t => {
  const folder = temporaryFolder(t)
  const text = fc.string({ unit: ANY_UNIT, minLength: 1, maxLength: 600 })
  const received = (labels: ReceivedAlert['labels']): ReceivedAlert => ({
    ...alertOf('firing'),
    labels,
    annotations: labels,
  })
  const labels = fc.record({ alertname: text, service: text })
  const named = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true })
  await fc.assert(
    fc.asyncProperty(labels, named, async (some, others) => {
      const alert = received({ ...others, ...some })
      const receiving = (store: Store) =>
        createReceiving({ store, clock: manualClock(T0), log: silentLogger, look: () => Promise.resolve() })
      const store = openSqliteStore(folder)
      await receiving(store)([alert])
      const open = store.episodes.open()
      store.close()
      const again = openSqliteStore(folder)
      try {
        assert.deepEqual(again.setAside.all(), [])
        assert.deepEqual(again.episodes.open(), open)
        await receiving(again)([{ ...alert, status: 'resolved' }])
        assert.equal(again.episodes.open().length, 0)
      } finally {
        again.close()
      }
    }),
    { numRuns: inForm(8, 30) },
  )
})

describe('alerts of an Alertmanager', () => {
  test('that were left out of a message are an alert of their own until a whole message comes', async t => {
    const { clock, receive, subjects, store } = setUp(t)
    const group = {
      sender: 'Alertmanager',
      receiver: 'slowburn',
      group: '{}:{alertname="HighErrorRate"}',
      groupLabels: { alertname: 'HighErrorRate' },
      over: false,
    }
    const cut = { ...group, leftOut: 25 }
    assert.deepEqual(await receive([alertOf('firing')], cut), {
      taken: 1,
      ours: 0,
      ignored: 0,
      truncated: 25,
    })
    await soon()
    const open = store.episodes.open().map(({ rule, severity }) => `${severity} ${rule}`)
    assert.deepEqual(open.toSorted(), ['page AlertsTruncated', 'page HighErrorRate'])
    const bodies = store.outbox.due(clock.now(), 9).map(({ bytes }) => Buffer.from(bytes).toString())
    assert.ok(bodies.some(body => body.includes('left 25 alerts out of the group')))
    await receive([alertOf('firing')], { ...cut, leftOut: 26 })
    await soon()
    assert.equal(store.episodes.open().length, 2)
    clock.advance(30 * MINUTE)
    assert.deepEqual(await receive([alertOf('firing')], { ...group, leftOut: 0 }), {
      taken: 1,
      ours: 0,
      ignored: 0,
    })
    await soon()
    assert.match(subjects().at(-1) ?? '', /^RESOLVED AlertsTruncated/)
  })

  test('are told at once, once, and their end too', async t => {
    const { clock, receive, subjects, looks, store } = setUp(t)
    const posts = [receive([alertOf('firing')]), receive([alertOf('firing')])]
    const receipt = { taken: 1, ours: 0, ignored: 0 }
    assert.deepEqual(await Promise.all(posts), [receipt, receipt])
    await soon()
    assert.equal(looks(), 1, 'posts that come together are one look')
    assert.deepEqual(subjects(), ['PAGE HighErrorRate of api firing since 16 Nov'])
    clock.advance(30 * MINUTE)
    await receive([alertOf('resolved')])
    await soon()
    assert.deepEqual(subjects(), [
      'PAGE HighErrorRate of api firing since 16 Nov',
      'RESOLVED HighErrorRate of api after 30 minutes',
    ])
    const [episode] = store.episodes.list(1)
    assert.deepEqual(
      store.history.of(episode?.id ?? '').map(({ action }) => action),
      ['firing', 'notified', 'resolved', 'notified'],
    )
  })

  test('that another start is given after a restart are the same alert: one page, and any end ends it', async t => {
    const { clock, receive, subjects, store } = setUp(t)
    const restarted = (status: 'firing' | 'resolved', hours: number) => ({
      ...alertOf(status),
      startsAt: T0 + hours * HOUR,
    })
    await receive([alertOf('firing')])
    await soon()
    clock.advance(2 * HOUR)
    await receive([restarted('firing', 1)])
    await soon()
    clock.advance(HOUR)
    assert.deepEqual(await receive([restarted('resolved', 2)]), { taken: 1, ours: 0, ignored: 0 })
    await soon()
    assert.deepEqual(subjects(), [
      'PAGE HighErrorRate of api firing since 16 Nov',
      'RESOLVED HighErrorRate of api after 3 hours',
    ])
    await receive([restarted('firing', 4)])
    assert.equal(store.episodes.list(5).length, 2, 'what begins after the end is another run')
  })

  test('that differ only in what is cut out of them stay two', async t => {
    const { receive, store } = setUp(t)
    const of = (user: string, status: 'firing' | 'resolved') => ({
      ...alertOf(status),
      labels: { alertname: 'Quota', user },
    })
    await receive([of('ann@example.org', 'firing'), of('bob@example.org', 'firing')])
    await receive([{ ...of('bob@example.org', 'resolved'), startsAt: T0 + HOUR }])
    assert.deepEqual(
      store.episodes.list(5).map(({ state }) => state),
      ['resolved', 'firing'],
    )
  })

  test('a thousand at once are one message', async t => {
    const { receive, subjects } = setUp(t)
    await receive(Array.from({ length: 1000 }, (_, index) => alertOf('firing', `s${index}`)))
    await wait(500)
    assert.deepEqual(subjects(), ['PAGE 1000 alerts: HighErrorRate of s0'])
  })

  test('of a flood are kept in pieces, between which everything else has its turn', async t => {
    const { receive, store } = setUp(t)
    let turns = 0
    const counting = setInterval(() => {
      turns += 1
    }, 0)
    t.after(() => clearInterval(counting))
    // A turn lasts so long, not so many alerts: a quick machine keeps two thousand in four.
    const alerts = Array.from({ length: 6000 }, (_, index) => alertOf('firing', `s${index}`))
    assert.deepEqual(await receive(alerts), { taken: 6000, ours: 0, ignored: 0 })
    assert.ok(turns >= 5, `${turns} turns`)
    assert.equal(store.episodes.open().length, 6000)
  })

  test('hold nothing personal when they are kept', async t => {
    const { receive, store } = setUp(t)
    await receive([alertOf('firing')])
    await soon()
    const [episode] = store.episodes.list(1)
    assert.ok(episode?.origin === 'received')
    assert.equal(episode.annotations.summary, 'Errors of api; ask [email]')
  })

  test('that are our own, sent back, are not news', async t => {
    const { receive, store } = setUp(t)
    const ours = { ...alertOf('firing'), labels: { alertname: 'x', slowburn_mail: 'slowburn' } }
    assert.deepEqual(await receive([ours, alertOf('resolved', 'never seen')]), {
      taken: 0,
      ours: 1,
      ignored: 1,
    })
    assert.deepEqual(store.episodes.list(1), [])
  })

  test('of which nothing more is heard end by themselves, and that is sent', async t => {
    const { clock, receive, subjects, store, evaluate } = setUp(t)
    await receive([alertOf('firing')])
    await soon()
    for (let hours = 0; hours < 49; hours += 1) {
      clock.advance(HOUR)
      if (hours === 24) await receive([alertOf('firing', 'other')])
      evaluate()
    }
    assert.equal(subjects().at(-1), 'RESOLVED HighErrorRate of api after 2 days')
    assert.deepEqual(
      store.episodes.list(5).map(({ state }) => state),
      ['firing', 'resolved'],
    )
  })

  test('stand while the clock leaps ahead, or slowburn is down: nobody is sent a false end', async t => {
    const { clock, receive, subjects, evaluate } = setUp(t)
    await receive([alertOf('firing')])
    await soon()
    for (const leap of [3 * DAY, 30 * DAY, 365 * DAY]) {
      clock.advance(leap)
      evaluate()
    }
    assert.equal(subjects().length, 1)
  })
})
