import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { runOutbound } from '../../../../src/app/outgoing/outbound.ts'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createExposition } from '../../../../src/exposition/exposition.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { policyOf } from '../../../support/alerts/alerting.ts'
import { messageOf, scriptedNotifier } from '../../../support/delivery/delivery.ts'
import { scrapedText } from '../../../support/exposition/scraped.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('each channel sends what is its own, one that hangs holds up no other, and the metrics name them', async t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  store.outbox.add([
    messageOf({ channel: 'toy', recipient: 'toy:ann' }),
    messageOf({ recipient: 'bob@example.org' }),
  ])
  const exposition = createExposition({ version: '1', indicators: [], defaultMetrics: false })
  const stop = new AbortController()
  t.after(() => stop.abort())
  const hanging = { ...scriptedNotifier(), name: 'toy', send: () => new Promise<never>(() => undefined) }
  const mail = { ...scriptedNotifier(), name: 'smtp' }
  const running = runOutbound(
    {
      config: { heartbeat: null, alertmanager: null },
      store,
      notifiers: new Map([
        ['toy', hanging],
        ['email', mail],
      ]),
      posting: {
        store,
        causes: createCauseFinder(store),
        rules: [],
        policy: policyOf(),
        baseUrl: null,
        settingsOf: () => null,
      },
      healthy: () => true,
      underWay: createUnderWay(),
      exposition,
      clock: systemClock,
      log: silentLogger,
    },
    stop.signal,
  )
  assert.equal(running.length, 2)
  while (store.outbox.summary().counts.accepted === 0) await wait(5)
  await wait(20)
  const { body } = await scrapedText(exposition)
  assert.match(body, /slowburn_deliveries_total\{notifier="smtp",outcome="accepted"\} 1/)
  assert.equal(store.outbox.summary().counts.attempting, 1)
  stop.abort()
  await running[1]
})
