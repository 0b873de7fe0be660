import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { acceleratedClock, manualClock, systemClock } from '../../../src/core/clock.ts'

describe('clock', () => {
  test('a manual clock wakes sleepers when their time has come, and not before', async () => {
    const clock = manualClock(1000)
    let woken = false
    const sleep = clock.sleep(500, new AbortController().signal).then(() => {
      woken = true
    })
    clock.advance(499)
    await Promise.resolve()
    assert.equal(woken, false)
    clock.advance(1)
    await sleep
    assert.equal(clock.now(), 1500)
  })

  test('an aborted sleep rejects with the reason of the signal', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    for (const clock of [manualClock(0), systemClock, acceleratedClock(0, 10)]) {
      const aborted = AbortSignal.abort(reason)
      await assert.rejects(clock.sleep(60_000, aborted), reason)
    }
    const sleep = systemClock.sleep(60_000, controller.signal)
    controller.abort(reason)
    await assert.rejects(sleep, reason)
  })

  test('an accelerated clock starts at its origin and runs ahead of the machine', async () => {
    const clock = acceleratedClock(5_000_000, 1000)
    assert.ok(clock.now() >= 5_000_000)
    const before = clock.now()
    await clock.sleep(10_000, new AbortController().signal)
    assert.ok(clock.now() - before >= 9_000)
  })
})
