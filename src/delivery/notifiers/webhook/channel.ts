// A program that is posted a signed JSON body, with every fact of the alert as a number.
import { type Channel, namedRecipient } from '../channel.ts'
import { renderWebhook, renderWebhookTest } from './message.ts'
import { webhookOptions } from './options.ts'
import { webhookNotifier } from './post.ts'

export const webhook: Channel<'webhook', typeof webhookOptions, Record<never, never>> = {
  name: 'webhook',
  options: webhookOptions,
  example: { url: 'http://127.0.0.1:9/hook', secret: 'a secret that both sides know' },
  settings: {},
  audience: () => 'programs',
  recipients: (_options, contact) => [namedRecipient('webhook', contact)],
  renderAlert: (input, to, settings) => to.map(({ recipient }) => renderWebhook(input, recipient, settings)),
  renderSummary: () => [],
  renderReport: null,
  renderTest: (input, { recipient }, settings) => renderWebhookTest(input, recipient, settings),
  open: (recipients, { clock }) => webhookNotifier({ recipients, clock }),
}
