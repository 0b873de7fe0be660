import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../../src/core/clock.ts'
import { MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { clockProblems, horizonOf } from '../../../../src/sources/postgres/clocks.ts'
import type { Session } from '../../../../src/sources/postgres/connection/session.ts'
import { decodeCursor } from '../../../../src/sources/postgres/reading/cursor.ts'

const NOW = Date.UTC(2026, 4, 1)

/** How far ahead the server seems whose clock shows so much more than ours when it answers, after so long. */
async function ahead(more: Millis, answersAfter: Millis): Promise<Millis> {
  let now = NOW
  const clock = { now: () => now, sleep: async () => {} }
  const read = async () => {
    now += answersAfter
    return [[[String(now + more), 'false', 'start', null, null, null]]]
  }
  const options = { name: 'app', lag: MINUTE, clock, serverClock: true }
  const horizon = await horizonOf(options, { read } as unknown as Session, [], decodeCursor(null))
  now += 10 * MINUTE
  assert.equal(clockProblems(options, horizon).length, Math.abs(horizon.ahead) > MINUTE ? 1 : 0)
  return horizon.ahead
}

describe('the clock of a server', () => {
  test('is ours, however long it takes to answer, or the pull lasts', async () => {
    for (const delay of [0, 30 * SECOND, 5 * MINUTE]) assert.equal(await ahead(0, delay), 0)
  })

  test('is ahead or behind by what lies outside of the time in which it answered', async () => {
    assert.equal(await ahead(5 * MINUTE, SECOND), 5 * MINUTE)
    assert.equal(await ahead(-5 * MINUTE, SECOND), -5 * MINUTE + SECOND)
  })

  test('is said to be so in words', () => {
    const horizon = { now: NOW, bound: NOW, problems: [], state: null as never, ahead: -2 * MINUTE }
    const [problem] = clockProblems({ name: 'app', lag: MINUTE }, horizon)
    assert.equal(problem?.message, 'the clock of the database server is 2m behind that of this machine')
  })
})
