import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namedRecipient } from '../../../../src/delivery/notifiers/channel.ts'

test('a recipient whose address is a secret is named by its channel and contact', () => {
  assert.equal(namedRecipient('webhook', 'pager'), 'webhook:pager')
})
