import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../../../src/core/clock.ts'
import { MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import {
  type PostedAlert,
  postAll,
  postedAlert,
  runAlertmanager,
} from '../../../../src/delivery/state/alertmanager.ts'
import { episodeOf, LEVEL, NOW, RULE } from '../../../support/alerts/alert-samples.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { nobodyAt, serverFor } from '../../../support/delivery/http.ts'
import { linesOf } from '../../../support/log.ts'

const never = new AbortController().signal

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
    const [good, hanging, refusing] = [await serverFor(t), await serverFor(t, null), await serverFor(t, 500)]
    const members = [good.url, hanging.url, refusing.url, await nobodyAt()]
    const observed = new Map<string, boolean>()
    const faults = await postAll(
      {
        members,
        alerts: () => [alert('firing')],
        clock: leapingClock(NOW),
        log: silentLogger,
        timeout: 2000,
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
    const good = await serverFor(t)
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
    const good = await serverFor(t)
    await postAll({ members: [good.url], alerts: () => [], clock: leapingClock(0), log: silentLogger }, never)
    assert.equal(good.received.length, 0)
  })
})
