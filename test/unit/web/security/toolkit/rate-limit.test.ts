import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../../src/core/clock.ts'
import { limitOf } from '../../../../../src/web/security/toolkit/rate-limit.ts'
import { depsOf } from '../../../../support/web/deps.ts'
import { fixture } from '../../../../support/web/fixture.ts'
import { NOW } from '../../../../support/web/moment.ts'
import { ask, withWeb } from '../../../../support/web/web-http.ts'

const { views } = await fixture()

describe('the bound on requests', () => {
  test('reads durations as Go writes them; none switches it off', () => {
    assert.deepEqual(limitOf({ interval: '1m0.5s', burst: 3 }), { interval: 60_500, burst: 3 })
    assert.deepEqual(limitOf({ interval: '250ms' }), { interval: 250, burst: 0 })
    for (const interval of [0, '0', '0s', null, undefined] as const)
      assert.equal(limitOf({ interval, burst: 1 }), null)
  })

  test('lets a burst through, then one an interval, whoever asks', async () => {
    const clock = manualClock(NOW)
    const deps = depsOf(views, { clock, rateLimit: { interval: 2000, burst: 2 } })
    await withWeb(deps, async url => {
      const asked = async (): Promise<number> => (await ask(`${url}healthz`)).status
      assert.deepEqual([await asked(), await asked(), await asked()], [200, 200, 429])
      assert.equal((await ask(url)).headers['retry-after'], '2')
      clock.advance(1999)
      assert.equal(await asked(), 429)
      clock.advance(1)
      assert.deepEqual([await asked(), await asked()], [200, 429])
    })
  })
})
