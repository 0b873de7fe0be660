// From the moment a message is owed to the server's answer, with the dispatcher running as it does in service.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../src/core/clock.ts'
import { runDispatcher } from '../../src/delivery/outbox/dispatcher.ts'
import { owe } from '../../src/delivery/outbox/owe.ts'
import { dispatchingOf, messageOf, openOutbox } from '../support/delivery/delivery.ts'
import { startFastSmtp } from '../support/delivery/fast-smtp.ts'
import { smtpNotifier } from '../support/delivery/notifiers/smtp-notifier.ts'

test('a healthy server has each of a hundred messages within two seconds', async t => {
  const smtp = await startFastSmtp()
  t.after(() => smtp.close())
  const box = openOutbox()
  const stop = new AbortController()
  const waits: number[] = []
  const notifier = smtpNotifier({ host: '127.0.0.1', port: smtp.port, tls: 'none', auth: null, name: 'test' })
  const running = runDispatcher(
    dispatchingOf(box, notifier, systemClock, { observe: ({ sinceOwed }) => waits.push(sinceOwed) }),
    stop.signal,
  )
  for (let index = 0; index < 100; index += 1) {
    const at = systemClock.now()
    box.transaction(() => owe(box.outbox, [messageOf({ episodeId: `e${index}`, createdAt: at })], at))
    await wait(30)
  }
  while (waits.length < 100) await wait(20)
  stop.abort()
  await running
  const worst = waits.toSorted((a, b) => a - b).at(-2) ?? 0
  assert.ok(worst < 2000, `the 99th of 100 took ${worst} ms`)
  t.diagnostic(`99 of 100 within ${worst} ms`)
})
