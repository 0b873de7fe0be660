// What every channel must say, whatever its format: what it is about, what happened, and where to read on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { channels, isProgram, recipientsBy } from '../../../../src/delivery/notifiers/registry.ts'
import type { FrozenMessage } from '../../../../src/delivery/outbox/message.ts'
import { NOTHING_KNOWN } from '../../../../src/detection/causes/cause.ts'
import {
  episodeOf,
  LEVEL,
  NOW,
  resolvedSample,
  SETTINGS,
  sample,
} from '../../../support/alerts/alert-samples.ts'
import { contactBy } from '../../../support/delivery/channels.ts'
import { trialOf } from '../../../support/delivery/trials/trial-of.ts'

const TITLE = 'Task run time p50 of build'
const ADDRESS = SETTINGS.baseUrl ?? ''

/** What a receiver reads of it, without what a format escapes by. */
async function readBy(channel: Channel, message: FrozenMessage | undefined): Promise<string> {
  assert.ok(message, 'there is no message')
  const { read = async ({ bytes }) => Buffer.from(bytes).toString('utf8') } = await trialOf(channel)
  return (await read(message)).replaceAll('\\', '').replace(/\s+/g, ' ')
}

function messagesOf(channel: Channel) {
  const contact = contactBy(channel.name)
  const to = recipientsBy(channel, [contact]).map(one => ({ ...one, route: 'all', root: null }))
  const [first] = to
  assert.ok(first)
  const alarms = [1, 2, 3].map(sequence => ({
    title: `backlog of shelf ${sequence}`,
    unit: null,
    causes: NOTHING_KNOWN,
    reason: 'new' as const,
    episode: episodeOf(LEVEL, { id: `e${sequence}`, sequence: 1 }),
  }))
  const [firing] = channel.renderAlert(sample(), to, SETTINGS)
  const [resolved] = channel.renderAlert(resolvedSample(), to, SETTINGS)
  const summary = (): FrozenMessage | undefined =>
    channel.renderSummary({ alarms, group: null, lead: null, at: NOW }, to, SETTINGS)[0]
  return {
    firing,
    resolved,
    summary: isProgram(contact) ? null : summary(),
    test: channel.renderTest({ contact: 'ann', by: 'bob', at: NOW }, first, SETTINGS),
  }
}

for (const channel of channels as readonly Channel[]) {
  describe(`what the channel ${channel.name} says`, () => {
    const { firing, resolved, summary, test: trial } = messagesOf(channel)

    test('of an alert that fires: which series, what happened to it, and where the alert is', async () => {
      const text = await readBy(channel, firing)
      assert.ok(text.includes(TITLE), `${TITLE} is not in: ${text}`)
      assert.match(text, /rising/)
      assert.match(text, /61\.1/)
      // A program knows the alert by its id; people are given its address.
      const where = summary === null ? '' : `${ADDRESS}/alerts/`
      assert.ok(
        text.includes(`${where}${firing?.episodeId}`),
        `${where}${firing?.episodeId} is not in: ${text}`,
      )
    })

    test('of an alert that is over: which series, and that it is over', async () => {
      const text = await readBy(channel, resolved)
      assert.ok(text.includes(TITLE), `${TITLE} is not in: ${text}`)
      assert.match(text, /resolve|back to normal/i)
      assert.ok(text.includes(`${resolved?.episodeId}`))
      assert.notEqual(text, await readBy(channel, firing))
    })

    test('of many alerts, where it is to people: each by name, and where to read on', async () => {
      if (summary === null) return
      const text = await readBy(channel, summary)
      for (const shelf of [1, 2, 3]) assert.ok(text.includes(`backlog of shelf ${shelf}`), text)
      assert.ok(text.includes(ADDRESS), `no link in: ${text}`)
    })

    test('of a test: that it is one, and who asked for it', async () => {
      const text = await readBy(channel, trial)
      assert.match(text, /\btest\b/i)
      assert.match(text, /\bbob\b/)
      assert.doesNotMatch(text, new RegExp(TITLE))
    })
  })
}
