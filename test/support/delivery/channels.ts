// What the conformance suite needs of each channel: a contact that takes it.
import { type Contact, channels } from '../../../src/delivery/notifiers/registry.ts'

export function contactBy(channel: string, name = 'ann'): Contact {
  const found = channels.find(one => one.name === channel)
  return { name, [channel]: found?.options.parse(found.example) }
}
