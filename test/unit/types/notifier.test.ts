// The contract of a notifier, as its author meets it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { Channel } from '../../../src/delivery/notifiers/channel.ts'
import type { Contact } from '../../../src/delivery/notifiers/registry.ts'
import type { FrozenMessage, Notifier, SendResult } from '../../../src/delivery/outbox/message.ts'
import { type Fits, fails, holds } from '../../support/types.ts'

test('sending ends in acceptance or in one of three failures, never in nothing', () => {
  holds<Fits<{ accepted: true; answer: string }, SendResult>>()
  holds<Fits<{ accepted: false; outcome: 'unknown'; error: string }, SendResult>>()
  fails<Fits<{ accepted: false; outcome: 'lost'; error: string }, SendResult>>()
  fails<Fits<{ accepted: false; error: string }, SendResult>>()
  fails<Fits<undefined, SendResult>>()
})

test('a notifier is handed frozen bytes and a signal', () => {
  holds<Fits<[FrozenMessage, AbortSignal], Parameters<Notifier['send']>>>()
  holds<Fits<Uint8Array, FrozenMessage['bytes']>>()
})

test('a channel that cannot be tried, or says to nobody whom it reaches, is none', () => {
  fails<Fits<Omit<Channel, 'example'>, Channel>>()
  fails<Fits<Omit<Channel, 'audience'>, Channel>>()
  fails<Fits<Omit<Channel, 'recipients'>, Channel>>()
})

test('a contact may name every registered channel, and no other', () => {
  holds<Fits<{ name: string; email: string[] }, Contact>>()
  holds<Fits<'email' | 'webhook', keyof Contact>>()
  fails<Fits<'pigeon', keyof Contact>>()
})
