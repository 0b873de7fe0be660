import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slack } from '../../../../../src/delivery/notifiers/slack/channel.ts'
import { assertTaken, everythingFrom } from '../../../../support/delivery/channel-trial.ts'
import { slackRule, startContract } from '../../../../support/delivery/contracts.ts'

test('Slack takes whatever is rendered for it', async t => {
  const contract = await startContract(t, slackRule)
  await assertTaken(slack, { url: `${contract.url}/services/T0/B0/secret` }, contract)
})

test('the address of the webhook is in no message', () => {
  const url = 'https://hooks.slack.com/services/T0/B0/secret'
  for (const { bytes } of everythingFrom(slack, { url })) {
    assert.ok(!Buffer.from(bytes).includes('hooks.slack.com'))
  }
})
