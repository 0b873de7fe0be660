// The conformance suite: what holds for every channel of the registry.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, type TestContext, test } from 'node:test'
import type * as z from 'zod'
import { configJsonSchema, configReference } from '../../../../src/config/reference.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import type { EmailInput } from '../../../../src/delivery/email/input.ts'
import type { Addressed, Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { composeBy } from '../../../../src/delivery/notifiers/compose-by.ts'
import {
  channels,
  contactShape,
  isProgram,
  recipientsBy,
  recipientsOf,
} from '../../../../src/delivery/notifiers/registry.ts'
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
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { secretsOf } from '../../../support/delivery/trials/notifier-trial.ts'
import { trialOf } from '../../../support/delivery/trials/trial-of.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { mannersOf, NOTIFIERS } from '../../../support/manners/manners.ts'
import { unmarkedPaths } from '../../../support/manners/unmarked-paths.ts'
import { endsWithin } from '../../../support/sooner.ts'

const root = new URL('../../../../', import.meta.url)

function addressed(channel: Channel): Array<Addressed<unknown>> {
  return recipientsBy(channel, [contactBy(channel.name)]).map(one => ({ ...one, route: 'all', root: null }))
}

function summaryOf(channel: Channel): FrozenMessage[] {
  const alarms = [1, 2, 3].map(sequence => ({
    title: `series ${sequence}`,
    unit: null,
    causes: NOTHING_KNOWN,
    reason: 'new' as const,
    episode: episodeOf(LEVEL, { id: `e${sequence}`, sequence: 1 }),
  }))
  return channel.renderSummary({ alarms, group: null, lead: null, at: NOW }, addressed(channel), SETTINGS)
}

const INPUTS: Readonly<Record<string, () => EmailInput>> = {
  'an alert that fires': sample,
  'an alert that is over': resolvedSample,
  'an alert of which nothing can be read': () => ({
    transition: { to: 'firing', at: NOW, episode: episodeOf(LEVEL, {}) },
    fault: 'disk I/O error',
  }),
}

test('every channel has a name of its own, by which contacts and the outbox know it', () => {
  const names = channels.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(Object.keys(contactShape), names)
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/)
})

// One that loops would hold up this file: none is asked here that does not keep to itself elsewhere.
const manners = await mannersOf(
  channels.map(({ name }) => name),
  NOTIFIERS,
)

for (const channel of channels) {
  describe(`the channel ${channel.name}`, () => {
    test('is in the configuration reference and in the JSON Schema', () => {
      const row = new RegExp(`^\\| \`contacts\\[\\]\\.${channel.name}\` .*\\| [^|]{10,} \\|$`, 'm')
      assert.match(configReference(), row, `describe its options in a sentence: .describe('...')`)
      assert.ok(configJsonSchema().includes(`"${channel.name}"`))
    })

    test('takes a relative path for one below the folder of the configuration', () => {
      const settings = Object.entries(channel.settings)
      const all = [[channel.name, channel.options] as const, ...settings]
      assert.deepEqual(
        all.flatMap(([name, schema]) => unmarkedPaths(name, schema as z.ZodType)),
        [],
      )
    })

    test('has a page', () => {
      const page = new URL(`docs/reference/notifiers/${channel.name}.md`, root)
      assert.ok(existsSync(page), `docs/reference/notifiers/${channel.name}.md is missing`)
      assert.match(readFileSync(page, 'utf8'), /```yaml/, 'the page shows how it is configured')
    })

    test('has options under which the suite can try it', () => {
      assert.ok(channel.options.safeParse(channel.example).success)
      assert.ok(recipientsOf(contactBy(channel.name)).length > 0)
    })

    for (const [what, input] of Object.entries(INPUTS)) {
      test(`renders ${what} for each recipient, to the same bytes each time`, () => {
        const to = addressed(channel)
        const messages = channel.renderAlert(input(), to, SETTINGS)
        assert.deepEqual(messages, channel.renderAlert(input(), to, SETTINGS))
        assert.deepEqual(
          messages.map(({ recipient }) => recipient),
          to.map(({ recipient }) => recipient),
        )
        assert.equal(new Set(messages.map(({ messageId }) => messageId)).size, messages.length)
        assertWhole(channel, messages)
      })
    }

    test('lets go when it is aborted and closed, writes to no terminal and leaves no fault behind', () => {
      assert.equal(manners.get(channel.name), null)
    })

    test('renders a test message', () => {
      const [to] = addressed(channel)
      assert.ok(to)
      assertWhole(channel, [channel.renderTest({ contact: 'ann', by: 'bob', at: NOW }, to, SETTINGS)])
    })

    test('renders many alerts for people as one message that names them, and none for programs', () => {
      const messages = summaryOf(channel)
      if (isProgram(contactBy(channel.name))) return
      assertWhole(channel, messages)
      for (const { about } of messages) {
        assert.deepEqual(
          about?.map(({ episodeId }) => episodeId),
          ['e1', 'e2', 'e3'],
        )
      }
    })

    test('shows no secret of its options in what the outbox keeps in clear', async t => {
      const server = await (await trialOf(channel)).start(t, 'takes the message')
      const contact = { name: 'ann', [channel.name]: channel.options.parse(server.options) }
      const to = recipientsBy(channel, [contact]).map(one => ({ ...one, route: 'all', root: null }))
      for (const { bytes: _, ...record } of channel.renderAlert(sample(), to, SETTINGS)) {
        for (const secret of secretsOf(server)) assert.ok(!JSON.stringify(record).includes(secret), secret)
      }
    })

    test('gives up what is owed to a contact that is gone, or sends it', async t => {
      const notifier = open(channel, t, [])
      const [message] = channel.renderAlert(sample(), addressed(channel), SETTINGS)
      assert.ok(message)
      const result = await notifier.send(message, new AbortController().signal)
      assert.ok(result.accepted || result.outcome === 'permanent')
    })

    test('answers soon after it is told to stop', async t => {
      const stop = new AbortController()
      stop.abort()
      const [message] = channel.renderAlert(sample(), addressed(channel), SETTINGS)
      assert.ok(message)
      const notifier = open(channel, t, addressed(channel))
      assert.ok(await endsWithin(1000, () => notifier.send(message, stop.signal)))
    })
  })
}

function open(channel: Channel, t: TestContext, to: ReadonlyArray<Addressed<unknown>>) {
  const settings = Object.fromEntries(Object.keys(channel.settings).map(key => [key, null]))
  const notifier = channel.open(to, { settings, folder: temporaryFolder(t), clock: leapingClock(NOW) })
  t.after(() => notifier.close())
  return notifier
}

function assertWhole(channel: Channel, messages: readonly FrozenMessage[]): void {
  const recipients = messages.map(({ recipient }) => recipient)
  assert.ok(messages.length > 0)
  const owed = composeBy(
    channel,
    {
      about: messages.flatMap(({ about, ...one }) => about ?? [one]),
      recipients,
      at: NOW,
      settings: SETTINGS,
      log: silentLogger,
    },
    () => messages,
  )
  assert.deepEqual(
    owed.map(({ fault, channel: by }) => [fault, by]),
    messages.map(() => [undefined, channel.name]),
  )
  for (const { createdAt, subject } of messages) {
    assert.ok(Math.abs(createdAt - NOW) < DAY)
    assert.doesNotMatch(subject, /[\r\n]/)
  }
}
