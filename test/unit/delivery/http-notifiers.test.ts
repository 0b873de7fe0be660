import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../../src/core/clock.ts'
import { MINUTE, SECOND } from '../../../src/core/duration.ts'
import { createLogger, type Logger, silentLogger } from '../../../src/core/logger.ts'
import {
  type PostedAlert,
  postAll,
  postedAlert,
  runAlertmanager,
} from '../../../src/delivery/notifiers/alertmanager.ts'
import { beat, runHeartbeat } from '../../../src/delivery/notifiers/heartbeat.ts'
import { verifyWebhook, webhookNotifier } from '../../../src/delivery/notifiers/webhook.ts'
import { renderWebhook } from '../../../src/delivery/notifiers/webhook-message.ts'
import type { Notifier } from '../../../src/delivery/outbox/message.ts'
import { episodeOf, LEVEL, NOW, RULE, resolvedSample, SETTINGS, sample } from '../../support/alert-samples.ts'
import { leapingClock, messageOf } from '../../support/delivery.ts'
import { nobodyAt, startHttp, type TestHttp } from '../../support/http.ts'

const never = new AbortController().signal
const SECRET = 'a secret that both sides know'

async function server(t: TestContext, status: number | null = 200): Promise<TestHttp> {
  const started = await startHttp(status)
  t.after(() => started.close())
  return started
}

function linesOf(): { log: Logger; lines: string[] } {
  const lines: string[] = []
  const log = createLogger({
    clock: leapingClock(0),
    level: 'info',
    format: 'text',
    write: line => lines.push(line),
  })
  return { log, lines }
}

describe('a webhook', () => {
  const at = (url: string): Notifier => {
    const contacts = [{ name: 'pager', email: [], webhook: { url, secret: SECRET } }]
    return webhookNotifier({ contacts, clock: leapingClock(NOW), timeout: 300 })
  }
  const PAGER = 'webhook:pager'

  test('gets the alert as JSON, signed, with a key by which copies are known', async t => {
    const { url, received } = await server(t)
    const message = renderWebhook(sample(), PAGER, SETTINGS)
    assert.deepEqual(await at(url).send(message, never), { accepted: true, answer: '200' })
    const [got] = received
    assert.ok(got)
    assert.deepEqual(got.body, Buffer.from(message.bytes))
    assert.equal(got.headers['idempotency-key'], message.messageId)
    const signature = String(got.headers['x-slowburn-signature'])
    assert.equal(verifyWebhook(SECRET, signature, got.body, NOW), true)
    assert.equal(verifyWebhook('another', signature, got.body, NOW), false)
    assert.equal(verifyWebhook(SECRET, signature, Buffer.from('{}'), NOW), false)
    assert.equal(verifyWebhook(SECRET, signature, got.body, NOW + 6 * MINUTE), false)
    assert.equal(verifyWebhook(SECRET, 'nonsense', got.body, NOW), false)
    const body = JSON.parse(got.body.toString()) as Record<string, unknown>
    assert.equal(body.state, 'firing')
    assert.match(String(body.verdict), /^Task run time p50 of build has been rising/)
  })

  test('is the same to the byte when it is rendered again', () => {
    for (const input of [sample, resolvedSample]) {
      assert.deepEqual(renderWebhook(input(), PAGER, SETTINGS), renderWebhook(input(), PAGER, SETTINGS))
    }
  })

  const answers: ReadonlyArray<readonly [number, string]> = [
    [204, 'accepted'],
    [302, 'permanent'],
    [400, 'permanent'],
    [404, 'permanent'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ]
  for (const [status, expected] of answers) {
    test(`that answers ${status} has it ${expected}`, async t => {
      const { url } = await server(t, status)
      const result = await at(url).send(messageOf({ recipient: PAGER }), never)
      assert.equal(result.accepted ? 'accepted' : result.outcome, expected)
    })
  }

  test('that never answers leaves it unknown, one that nobody runs is tried again', async t => {
    const { url } = await server(t, null)
    const hanging = await at(url).send(messageOf({ recipient: PAGER }), never)
    assert.equal(hanging.accepted ? '' : hanging.outcome, 'unknown')
    const gone = await nobodyAt()
    const nobody = await at(gone).send(messageOf({ recipient: PAGER }), never)
    assert.ok(!nobody.accepted && !nobody.error.includes(gone), 'an address may be a secret')
    assert.equal(nobody.accepted ? '' : nobody.outcome, 'retry')
  })

  test('of a contact that is gone is given up', async () => {
    const result = await at('http://x').send(messageOf({ recipient: 'webhook:nobody' }), never)
    assert.equal(result.accepted ? '' : result.outcome, 'permanent')
  })
})

describe('the heartbeat', () => {
  test('beats while slowburn is healthy and keeps silent while it is not', async t => {
    const { url, received } = await server(t)
    const stop = new AbortController()
    let healthy = true
    const beats: number[] = []
    const clock = leapingClock(0)
    const sleep = clock.sleep
    clock.sleep = (ms, signal) => {
      beats.push(received.length)
      if (beats.length === 3) healthy = false
      if (beats.length === 6) stop.abort()
      return sleep(ms, signal)
    }
    await runHeartbeat({ url, every: MINUTE, healthy: () => healthy, clock, log: silentLogger }, stop.signal)
    assert.deepEqual(beats, [1, 2, 3, 3, 3, 3])
  })

  test('that does not arrive is logged once, without its address, and once when it arrives again', async t => {
    const watcher = await server(t, 500)
    const url = `${watcher.url}/ping/3f6b-secret`
    const { log, lines } = linesOf()
    const stop = new AbortController()
    const clock = leapingClock(0)
    const sleep = clock.sleep
    clock.sleep = (ms, signal) => {
      if (watcher.received.length === 3) watcher.status = 200
      if (watcher.received.length === 5) stop.abort()
      return sleep(ms, signal)
    }
    await runHeartbeat({ url, every: MINUTE, healthy: () => true, clock, log }, stop.signal)
    assert.equal(lines.length, 2)
    assert.match(lines[0] ?? '', /does not arrive error="?answered 500/)
    assert.match(lines[1] ?? '', /arrives again/)
    assert.doesNotMatch(lines.join(''), /3f6b/)
  })

  test('gives up on a watcher that hangs, follows no redirect, and names no address', async t => {
    const hanging = await server(t, null)
    assert.match((await beat({ url: hanging.url, timeout: 100 }, never)) ?? '', /timeout|aborted/i)
    const moved = await server(t, 301)
    assert.notEqual(await beat({ url: moved.url }, never), null)
    assert.equal(moved.received.length, 1)
    const nobody = await nobodyAt()
    const fault = (await beat({ url: `${nobody}/secret` }, never)) ?? ''
    assert.match(fault, /ECONNREFUSED|fetch failed/)
    assert.doesNotMatch(fault, /secret/)
  })
})

describe('Alertmanager', () => {
  const as = {
    labels: { task_type: 'build', model: '' },
    indicator: 'task_run_time_p50',
    coincides: 'release 2.9.1 of worker',
    runbook: null,
    url: null,
    mail: 'slowburn' as const,
  }
  const alert = (state: 'firing' | 'resolved'): PostedAlert =>
    postedAlert(
      episodeOf(LEVEL, { state, resolvedAt: state === 'resolved' ? NOW - MINUTE : null }),
      RULE,
      { ...as, summary: 'It stepped up.' },
      NOW,
    )

  test('is told at every member, though one hangs and one is not there', async t => {
    const [good, hanging, refusing] = [await server(t), await server(t, null), await server(t, 500)]
    const members = [good.url, hanging.url, refusing.url, await nobodyAt()]
    const observed = new Map<string, boolean>()
    const faults = await postAll(
      {
        members,
        alerts: () => [alert('firing')],
        clock: leapingClock(NOW),
        log: silentLogger,
        timeout: 200,
        observe: (member, accepted) => observed.set(member, accepted),
      },
      never,
    )
    assert.deepEqual(
      members.map(member => observed.get(member)),
      [true, false, false, false],
    )
    assert.equal(faults.size, 3)
    assert.match(faults.get(refusing.url) ?? '', /answered 500: answer/)
    assert.equal(good.received[0]?.path, '/api/v2/alerts')
    assert.deepEqual(JSON.parse(good.received[0]?.body.toString() ?? ''), [alert('firing')])
  })

  test('knows an alert by labels that do not change, and its end by its time', () => {
    const [firing, resolved] = [alert('firing'), alert('resolved')]
    assert.deepEqual(firing.labels, resolved.labels)
    assert.deepEqual(firing.labels, {
      task_type: 'build',
      alertname: 'slower-work',
      indicator: 'task_run_time_p50',
      severity: 'watch',
      slowburn_mail: 'slowburn',
    })
    assert.equal(firing.startsAt, resolved.startsAt)
    assert.equal(Date.parse(firing.endsAt), NOW + 5 * MINUTE)
    assert.equal(Date.parse(resolved.endsAt), NOW - MINUTE)
    assert.equal(firing.annotations.severity_now, 'page')
    assert.equal(firing.annotations.coincides_with, 'release 2.9.1 of worker')
  })

  test('is told again at intervals, and a member that is down is logged once', async t => {
    const good = await server(t)
    const { log, lines } = linesOf()
    const stop = new AbortController()
    const members = [good.url, await nobodyAt()]
    const running = runAlertmanager(
      { members, alerts: () => [alert('firing')], clock: systemClock, log, every: 20 * (SECOND / 1000) },
      stop.signal,
    )
    while (good.received.length < 4) await wait(5)
    stop.abort()
    await running
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /does not take alerts/)
  })

  test('is not asked where nothing fires', async t => {
    const good = await server(t)
    await postAll({ members: [good.url], alerts: () => [], clock: leapingClock(0), log: silentLogger }, never)
    assert.equal(good.received.length, 0)
  })
})
