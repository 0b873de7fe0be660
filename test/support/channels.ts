// What the conformance suite needs of each channel: options of a contact that takes it, and a server for its messages.
import type { Contact } from '../../src/delivery/notifiers/registry.ts'

/** Options under which a channel can be tried, by its name. Addresses at which nobody listens. */
export const OPTIONS: Readonly<Record<string, unknown>> = {
  email: ['ann@example.org', 'bob@example.org'],
  webhook: { url: 'http://127.0.0.1:9/hook', secret: 'a secret that both sides know' },
}

export function contactBy(channel: string, name = 'ann'): Contact {
  return { name, [channel]: OPTIONS[channel] }
}
