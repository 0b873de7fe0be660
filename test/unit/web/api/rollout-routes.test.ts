import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { createRollouts } from '../../../../src/operations/rollouts.ts'
import { controlOn } from '../../../support/alerts/acting.ts'
import { endOf, NOW, readyLedger, settingsOf } from '../../../support/rollout/ledger.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()
const TOKEN = 'a-token'

async function asking(
  t: TestContext,
  work: (
    ask: (
      path: string,
      body?: object,
      token?: string,
    ) => Promise<{ status: number; said: Record<string, unknown> }>,
  ) => Promise<void>,
) {
  const store = readyLedger(t)
  const clock = manualClock(NOW)
  const rollouts = createRollouts({ rollouts: [settingsOf()], store, clock })
  const control = { ...controlOn(store, clock, TOKEN), rollouts }
  await withWeb(depsOf(views, { control, clock }), url =>
    work(async (path, body, token = TOKEN) => {
      const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
      const answer = await ask(`${url}api/v1/rollouts${path}`, { ...how, headers })
      return { status: answer.status, said: JSON.parse(answer.body) as Record<string, unknown> }
    }),
  )
}

describe('the ledger of rollbacks over HTTP', () => {
  test('is read with each condition, its evidence and its age', t =>
    asking(t, async one => {
      const { status, said } = await one('')
      assert.equal(status, 200)
      assert.partialDeepStrictEqual(said.rollouts, [
        { rollout: 'api', ready: true, verdict: 'ready', from: 'v2', to: 'v1', underway: null },
      ])
      const [{ conditions }] = said.rollouts as [{ conditions: Array<{ name: string; age_seconds: number }> }]
      assert.equal(conditions.find(({ name }) => name === 'artefact')?.age_seconds, 3600)
    }))

  test('is written by whoever shows the token, one rehearsal at a time', t =>
    asking(t, async one => {
      const begin = { by: 'ann', from: 'v2', to: 'v1' }
      assert.equal((await one('/api/rehearsals', begin, 'another')).status, 401)
      const begun = await one('/api/rehearsals', begin)
      assert.equal(begun.status, 200)
      assert.equal((await one('/api/rehearsals', begin)).status, 409)
      const { endedAt: _, ...end } = endOf(0)
      const ended = { by: 'ann', id: begun.said.rehearsal, ...end }
      assert.equal((await one('/api/ends', ended)).status, 200)
      assert.equal((await one('/api/ends', ended)).status, 409)
      const look = { by: 'ann', version: 'v1', digest: 'sha256:1', fault: null }
      assert.equal((await one('/api/looks', look)).status, 200)
      assert.equal((await one('/api/looks', { ...look, digest: 'two words' })).status, 422)
      assert.equal((await one('/apy/looks', look)).status, 404)
      assert.equal((await one('/api/digests', { by: 'ann', version: 'v1', digest: 'sha256:1' })).status, 409)
    }))
})
