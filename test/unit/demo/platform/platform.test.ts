// How the platform is started, advanced and ended, whatever lives in its thread. With its database:
// `test/acceptance/example-platform.test.ts`.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import { type Platform, type PlatformOptions, startPlatform } from '../../../../src/demo/platform/platform.ts'

const NOW = Date.UTC(2026, 8, 1, 9, 30)
const START = Date.UTC(2026, 8, 1) - 3 * DAY
const file = new URL('../../../support/process/toys/platform-thread.ts', import.meta.url)

function started(options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const { signal } = new AbortController()
  return startPlatform({ seed: 11, clock: manualClock(NOW), historyDays: 3, signal, file, ...options })
}

describe('the example platform', () => {
  test('begins at a midnight, and lives on every ten minutes until it is told to stop', async () => {
    const clock = manualClock(NOW)
    const slept: number[] = []
    const sleep: typeof clock.sleep = (ms, signal) => {
      slept.push(ms)
      return clock.sleep(ms, signal)
    }
    const moments: number[] = []
    const platform = await started({
      clock: { ...clock, sleep },
      onProgress: ({ done }) => moments.push(done),
    })
    assert.deepEqual([platform.url, platform.truth.startedAt], ['postgres://toy', START])
    const stop = new AbortController()
    const living = platform.run(stop.signal)
    for (let step = 1; step <= 3; step++) {
      while (slept.length < step) await turn()
      clock.advance(10 * MINUTE)
    }
    while (slept.length < 4) await turn()
    stop.abort()
    await living
    assert.deepEqual(moments, [START, ...[10, 20, 30].map(minutes => NOW + minutes * MINUTE)])
    await platform.close()
    await assert.rejects(platform.advance(), /the example platform has ended/)
    await platform.close()
  })

  test('says why it could not be advanced', async t => {
    const platform = await started({ seed: 13 })
    t.after(() => platform.close().catch(() => {}))
    await assert.rejects(platform.advance(), /^Error: cannot advance$/)
  })

  test('gives up its start when it is told to', async () => {
    const stop = new AbortController()
    const starting = started({ seed: 0, signal: stop.signal, onProgress: () => stop.abort() })
    await assert.rejects(starting, { name: 'AbortError' })
    await assert.rejects(started({ signal: AbortSignal.abort() }), { name: 'AbortError' })
  })
})
