import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { type Receiver, standbyBound } from '../../../../../src/sources/postgres/completeness/standby.ts'

const NOW = Date.UTC(2026, 4, 1)
const REPLAYED = NOW - 10 * MINUTE
const moving: Receiver = { pid: '7', lsn: '0/1', moved: true }

/** caught up, paused, last replay, pid, lsn, last message, timeout of the receiver in ms */
const row = (more: Partial<Record<'caughtUp' | 'paused' | 'pid' | 'lsn' | 'heard', string | null>>) => {
  const all = { caughtUp: 'true', paused: 'false', pid: '7', lsn: '0/1', heard: null, ...more }
  return [all.caughtUp, all.paused, String(REPLAYED), all.pid, all.lsn, all.heard, '60000']
}

describe('a standby', () => {
  test('that lags, is paused or hears nobody shows what it last replayed', () => {
    for (const state of [{ caughtUp: 'false' }, { paused: 'true' }, { pid: null, lsn: '0/1' }]) {
      assert.equal(standbyBound(row(state), NOW, moving).bound, REPLAYED)
    }
  })

  test('that has caught up shows the time of the last message, where that can be seen', () => {
    assert.equal(standbyBound(row({ heard: String(NOW - SECOND) }), NOW, null).bound, NOW - SECOND)
  })

  test('is otherwise believed as far as a live receiver must have been heard, once it has moved', () => {
    assert.equal(standbyBound(row({}), NOW, moving).bound, NOW - 90 * SECOND)
    const still = { ...moving, moved: false }
    assert.equal(standbyBound(row({}), NOW, still).bound, REPLAYED)
    const first = standbyBound(row({ lsn: '0/2' }), NOW, still)
    assert.deepEqual([first.receiver?.moved, first.bound], [true, NOW - 90 * SECOND])
  })

  test('is not believed again when another receiver has taken over, until that one moves', () => {
    const other = standbyBound(row({ pid: '8' }), NOW, moving)
    assert.deepEqual([other.receiver?.moved, other.bound], [false, REPLAYED])
  })
})
