import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { beat, runHeartbeat } from '../../../../src/delivery/state/heartbeat.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { nobodyAt, serverFor } from '../../../support/delivery/http.ts'
import { linesOf } from '../../../support/log.ts'

const never = new AbortController().signal

describe('the heartbeat', () => {
  test('beats while slowburn is healthy and keeps silent while it is not', async t => {
    const { url, received } = await serverFor(t)
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
    const watcher = await serverFor(t, 500)
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
    const hanging = await serverFor(t, null)
    assert.match((await beat({ url: hanging.url, timeout: 100 }, never)) ?? '', /timeout|aborted/i)
    const moved = await serverFor(t, 301)
    assert.notEqual(await beat({ url: moved.url }, never), null)
    assert.equal(moved.received.length, 1)
    const nobody = await nobodyAt()
    const fault = (await beat({ url: `${nobody}/secret` }, never)) ?? ''
    assert.match(fault, /ECONNREFUSED|fetch failed/)
    assert.doesNotMatch(fault, /secret/)
  })
})
