import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ntfy } from '../../../../../src/delivery/notifiers/ntfy/channel.ts'
import { assertTaken, everythingFrom } from '../../../../support/delivery/channel-trial.ts'
import { ntfyRule, startContract } from '../../../../support/delivery/contracts.ts'

test('ntfy takes whatever is rendered for it', async t => {
  const contract = await startContract(t, ntfyRule)
  await assertTaken(ntfy, { url: contract.url, topic: 'night-shift', token: 'tk_secret' }, contract)
  assert.equal(contract.accepted[0]?.json.topic, 'night-shift')
})

test('the topic is in no message of the outbox', () => {
  for (const { bytes } of everythingFrom(ntfy, { topic: 'a-secret-topic' })) {
    assert.ok(!Buffer.from(bytes).includes('a-secret-topic'))
  }
})
