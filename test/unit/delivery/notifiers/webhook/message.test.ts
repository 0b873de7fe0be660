import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { renderWebhook, renderWebhookTest } from '../../../../../src/delivery/notifiers/webhook/message.ts'
import type { FrozenMessage } from '../../../../../src/delivery/outbox/message.ts'
import { NOW, resolvedSample, SETTINGS, sample } from '../../../../support/alerts/alert-samples.ts'

const PAGER = 'webhook:pager'

function bodyOf({ bytes }: FrozenMessage): Record<string, unknown> {
  return JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
}

describe('the body of a webhook', () => {
  test('says what the e-mail says, with the change as numbers', () => {
    const { version, state, reason, episode, change, verdict } = bodyOf(
      renderWebhook(sample(), PAGER, SETTINGS),
    )
    assert.deepEqual([version, state, reason], [1, 'firing', 'new'])
    assert.deepEqual(change, sample().transition.episode.change)
    assert.equal((episode as { id: string }).id, sample().transition.episode.id)
    assert.match(String(verdict), /build/)
  })

  test('says when it is over', () => {
    const body = bodyOf(renderWebhook(resolvedSample(), PAGER, SETTINGS))
    assert.deepEqual([body.state, body.reason], ['resolved', 'resolved'])
  })

  test('of a test says that it is one', () => {
    const body = bodyOf(renderWebhookTest({ contact: 'pager', by: 'ann', at: NOW }, PAGER, SETTINGS))
    assert.deepEqual([body.state, body.by], ['test', 'ann'])
  })
})
