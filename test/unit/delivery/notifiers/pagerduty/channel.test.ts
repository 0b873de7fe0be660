import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagerduty } from '../../../../../src/delivery/notifiers/pagerduty/channel.ts'
import { assertTaken, everythingFrom } from '../../../../support/delivery/channel-trial.ts'
import { pagerdutyRule, startContract } from '../../../../support/delivery/contracts.ts'

const KEY = '0123456789abcdef0123456789abcdef'

test('PagerDuty takes whatever is rendered for it, and an end resolves what its beginning triggered', async t => {
  const contract = await startContract(t, pagerdutyRule)
  await assertTaken(pagerduty, { routing_key: KEY, url: `${contract.url}/v2/enqueue` }, contract)
  const [begin, end] = contract.accepted
  assert.equal(begin?.json.event_action, 'trigger')
  assert.equal(end?.json.event_action, 'resolve')
  assert.equal(begin?.json.dedup_key, end?.json.dedup_key)
})

test('the key is in no message of the outbox', () => {
  for (const { bytes } of everythingFrom(pagerduty, { routing_key: KEY })) {
    assert.ok(!Buffer.from(bytes).includes(KEY))
  }
})
