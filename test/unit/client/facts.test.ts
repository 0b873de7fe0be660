import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientWith, sentBy } from '../../support/client/client.ts'

test('claims, investments, gauges and releases are the events that slowburn knows', async () => {
  const { client, runtime } = clientWith()
  const claim = client.claim({ type: 'deployed', probability: 0.9, model: 'm-large', propensity: 0.15 })
  client.verified({ id: claim, outcome: false, by: 'test', audit: true })
  client.review({ id: 'c-2', approved: true })
  const spent = client.roi.projected({ amount: 100, currency: 'EUR', category: 'ads' })
  client.roi.realised({ id: spent, amount: 80 })
  client.roi.writtenOff({ id: 'r-2' })
  client.gauge('queue_depth', 12)
  client.release({ version: '2.9.1', component: 'worker' })
  const found = await sentBy(client, runtime)
  assert.deepEqual(
    found.map(({ type, subject, data }) => [type, subject, data]),
    [
      ['claim.made', claim, { claimType: 'deployed', probability: 0.9, model: 'm-large', propensity: 0.15 }],
      ['claim.verified', claim, { outcome: false, verifier: 'test', audit: true }],
      ['claim.verified', 'c-2', { outcome: true, verifier: 'human', audit: false }],
      ['roi.projected', spent, { amount: 100, currency: 'EUR', category: 'ads' }],
      ['roi.realised', spent, { amount: 80 }],
      ['roi.written_off', 'r-2', {}],
      ['gauge.observed', 'queue_depth', { name: 'queue_depth', value: 12 }],
      ['rollout.changed', 'worker', { version: '2.9.1', component: 'worker' }],
    ],
  )
  const ids = runtime.sent.flatMap(({ events }) => events.map(({ id }) => id))
  assert.equal(new Set(ids).size, 8)
})
