import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { followCanary } from '../../../../src/app/audit/canary.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'

const NOW = Date.UTC(2026, 10, 1)

function following(arrives: number | null) {
  const clock = manualClock(NOW)
  const canary = (id: string) => ({
    id,
    sentAt: NOW,
    receivedAt: arrives !== null && clock.now() >= arrives ? arrives : null,
  })
  const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    clock.advance(ms)
  }
  const deps = { store: { audits: { canary } }, clock: { now: clock.now, sleep } }
  return { clock, wait: followCanary({ send: () => 't1', within: HOUR }, deps) }
}

const { signal } = new AbortController()

describe('the canary of an audit', () => {
  test('is as it should be once its receipt has come', async () => {
    const { clock, wait } = following(NOW + 20 * MINUTE)
    assert.equal(await wait(signal), null)
    assert.equal(clock.now(), NOW + 20 * MINUTE)
  })

  test('that a mail server swallows fails the audit once it is overdue', async () => {
    const finding = await following(null).wait(signal)
    assert.deepEqual([finding?.what, finding?.fails], ['canary', true])
    assert.match(finding?.words ?? '', /no receipt of it has come within 1h/)
  })

  test('that cannot be sent fails it, too', async () => {
    const store = { audits: { canary: () => null } }
    const send = (): string => {
      throw new Error('no contact')
    }
    const wait = followCanary({ send, within: HOUR }, { store, clock: manualClock(NOW) })
    assert.equal((await wait(signal))?.words, 'No canary could be sent: no contact.')
  })

  test('is waited for no longer than the service runs, nor for ever where the clock jumps back', async () => {
    await assert.rejects(following(null).wait(AbortSignal.abort(new Error('ended'))), /ended/)
    const { clock, wait } = following(null)
    clock.set(NOW - HOUR)
    assert.equal((await wait(signal))?.what, 'canary')
    assert.equal(clock.now(), NOW - HOUR, 'at once')
  })
})
