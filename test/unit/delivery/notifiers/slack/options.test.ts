import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slackOptions } from '../../../../../src/delivery/notifiers/slack/options.ts'

test('a Slack channel needs the address of its webhook', () => {
  assert.equal(slackOptions.safeParse({}).success, false)
  assert.equal(slackOptions.safeParse({ url: 'hooks.slack.com' }).success, false)
  assert.equal(slackOptions.safeParse({ url: 'https://hooks.slack.com/services/T0/B0/x' }).success, true)
})
