// Sends everything that a channel renders to a server that holds the service's contract, and says how it went.
import assert from 'node:assert/strict'
import type { Channel } from '../../../src/delivery/notifiers/channel.ts'
import { recipientsBy } from '../../../src/delivery/notifiers/registry.ts'
import type { FrozenMessage } from '../../../src/delivery/outbox/message.ts'
import { NOTHING_KNOWN } from '../../../src/detection/causes/cause.ts'
import { episodeOf, LEVEL, NOW, resolvedSample, SETTINGS, sample } from '../alerts/alert-samples.ts'
import type { Contract } from './contracts.ts'
import { leapingClock } from './delivery.ts'

/** In order: an alert that fires, its end, one of which nothing can be read, forty at once, a test message. */
export function everythingFrom(channel: Channel, written: unknown): FrozenMessage[] {
  const options = channel.options.parse(written)
  const contact = { name: 'ann', [channel.name]: options }
  const to = recipientsBy(channel, [contact]).map(one => ({ ...one, route: 'all', root: null }))
  const [first] = to
  assert.ok(first)
  const fault = {
    transition: { to: 'firing' as const, at: NOW, episode: episodeOf(LEVEL, {}) },
    fault: 'disk',
  }
  const alarms = Array.from({ length: 40 }, (_, index) => ({
    title: `series ${index} <@everyone> ${'x'.repeat(80)}`,
    unit: null,
    causes: NOTHING_KNOWN,
    reason: 'new' as const,
    episode: episodeOf(LEVEL, { id: `e${index}`, sequence: 1 }),
  }))
  return [
    ...channel.renderAlert(sample(), to, SETTINGS),
    ...channel.renderAlert(resolvedSample(), to, SETTINGS),
    ...channel.renderAlert(fault, to, SETTINGS),
    ...(channel.audience(options) === 'people'
      ? channel.renderSummary({ alarms, group: null, lead: null, at: NOW }, to, SETTINGS)
      : []),
    channel.renderTest({ contact: 'ann', by: 'bob', at: NOW }, first, SETTINGS),
  ]
}

/** All of it is taken by the server. */
export async function assertTaken(channel: Channel, written: unknown, contract: Contract): Promise<void> {
  const messages = everythingFrom(channel, written)
  const contact = { name: 'ann', [channel.name]: channel.options.parse(written) }
  const notifier = channel.open(recipientsBy(channel, [contact]), {
    settings: {},
    folder: '/nowhere',
    clock: leapingClock(NOW),
  })
  assert.equal(await notifier.check(new AbortController().signal), null)
  for (const message of messages) {
    const result = await notifier.send(message, new AbortController().signal)
    assert.ok(result.accepted, `${message.subject}: ${contract.refused.join(', ')}`)
  }
  assert.equal(contract.accepted.length, messages.length)
}
