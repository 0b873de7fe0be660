import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { evaluateWhenDue } from '../../../src/app/evaluate-when-due.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { SECOND } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'

test('a wait that is over is acted on within a second, once, and a fault ends nothing', async () => {
  const clock = manualClock(0)
  const stop = new AbortController()
  const waits = { episodeId: 'e', contact: 'ann', reason: 'gathering' as const, by: null }
  const live = {
    suppressed: [
      { ...waits, until: 3 * SECOND },
      { ...waits, until: null },
    ],
  }
  const at: number[] = []
  const evaluate = async (): Promise<void> => {
    at.push(clock.now())
    throw new Error('the disk is full')
  }
  const running = evaluateWhenDue({ live, clock, log: silentLogger, evaluate }, stop.signal)
  for (let second = 1; second <= 6; second += 1) {
    clock.advance(SECOND)
    await turn()
    await turn()
  }
  assert.deepEqual(at, [3 * SECOND])
  stop.abort()
  await running
})
