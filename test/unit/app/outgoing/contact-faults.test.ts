import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contactFaults, waitingFor } from '../../../../src/app/outgoing/contact-faults.ts'
import { askedOnce } from '../../../../src/delivery/notifiers/asked-once.ts'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import type { Notifier } from '../../../../src/delivery/outbox/message.ts'

const config = {
  smtp: null,
  contacts: [{ name: 'ann', toy: 'a' }, { name: 'bob', toy: 'b' }, { name: 'cy' }],
} as never
const channelOf = (part: Partial<Channel>) =>
  askedOnce({ name: 'toy', recipients: to => [String(to)], audience: () => 'people', ...part } as Channel)

test('a channel that says all has no fault, and one that fails at some contacts leads to the others', () => {
  assert.deepEqual(contactFaults(channelOf({}), config), { all: [], unknown: new Map() })
  const recipients: Channel['recipients'] = (to, name) => (name === 'ann' ? [] : [String(to)])
  const fault =
    'the channel toy cannot say whom it leads to, and its messages wait: `recipients` names nobody'
  assert.deepEqual(contactFaults(channelOf({ recipients }), config), {
    all: [`contact ann: ${fault}`],
    unknown: new Map([['toy:ann', fault]]),
  })
})

test('a fault at several contacts is said once, and one of the settings beside it', () => {
  const broken = () => assert.fail('out of order')
  const { all, unknown } = contactFaults(channelOf({ audience: broken, faults: broken }), config)
  assert.equal(all.length, 2)
  assert.match(all[0] ?? '', /^contact ann, bob: the channel toy cannot say whether .*out of order.*people$/)
  assert.match(all[1] ?? '', /settings: out of order/)
  assert.equal(unknown.size, 0)
})

test('what is for somebody unknown waits, without a word to the notifier; all else is sent', async () => {
  const sent: string[] = []
  const notifier: Notifier = {
    name: 'toy',
    send: async ({ recipient }) => {
      sent.push(recipient)
      return { accepted: true, answer: 'ok' }
    },
    check: async () => null,
    close: async () => {},
  }
  const { signal } = new AbortController()
  assert.equal(waitingFor(new Map(), notifier), notifier)
  const waiting = waitingFor(new Map([['toy:ann', 'nobody knows']]), notifier)
  assert.deepEqual(await waiting.send({ recipient: 'toy:ann' } as never, signal), {
    accepted: false,
    outcome: 'retry',
    scope: 'message',
    error: 'nobody knows',
  })
  assert.equal((await waiting.send({ recipient: 'b' } as never, signal)).accepted, true)
  assert.deepEqual(sent, ['b'])
  assert.equal(await waiting.check(signal), 'nobody knows')
})
