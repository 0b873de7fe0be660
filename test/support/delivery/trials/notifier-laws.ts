// What every notifier must say of its server, whatever that does and whatever it speaks: accepted only what the server took, and no
// secret in anything. The suite holds each of the registry to them, and tries them on a toy.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { recipientsBy } from '../../../../src/delivery/notifiers/registry.ts'
import { NOW, SETTINGS, sample } from '../../alerts/alert-samples.ts'
import { temporaryFolder } from '../../folder.ts'
import { leapingClock } from '../delivery.ts'
import {
  type NotifierTrial,
  PATIENCE,
  secretsOf,
  TROUBLES,
  type TrialServer,
  type Trouble,
} from './notifier-trial.ts'

/** Real milliseconds until a server that says nothing is waited for no longer, and until a channel must have answered then. */
const GIVEN_UP = 300
const SOON = 3000

/** What may be said of a server that does so. */
const OUTCOMES: Readonly<Record<Trouble, readonly string[]>> = {
  'is not there': ['retry'],
  'ends every connection at once': ['retry', 'unknown'],
  'says nothing': ['retry', 'unknown'],
  'is in trouble': ['retry'],
  'asks for patience': ['retry'],
  'refuses for good': ['permanent'],
  'takes the message, and its answer is lost': ['unknown'],
  'takes the message': ['accepted'],
}

type Law = (t: TestContext, channel: Channel, trial: NotifierTrial) => Promise<void>

/** By what they ask. Each rejects where the notifier does not do it. */
export const NOTIFIER_LAWS: Readonly<Record<string, Law>> = {
  ...Object.fromEntries(
    TROUBLES.map((trouble): [string, Law] => [
      `says so where its server ${trouble}`,
      (t, channel, trial) => saysSo(t, channel, trial, trouble),
    ]),
  ),
  'is checked: nothing is wrong where its server listens, and what is wrong is named where nobody does':
    isChecked,
}

async function saysSo(
  t: TestContext,
  channel: Channel,
  { start }: NotifierTrial,
  trouble: Trouble,
): Promise<void> {
  const server = await start(t, trouble)
  const [message] = channel.renderAlert(sample(), addressed(channel, server), SETTINGS)
  assert.ok(message)
  const notifier = open(t, channel, server)
  const stop = AbortSignal.timeout(trouble === 'says nothing' ? GIVEN_UP : SOON)
  const before = performance.now()
  const result = await within(notifier.send(message, stop))
  assert.ok(performance.now() - before < SOON, 'it answers soon')
  const outcome = result.accepted ? 'accepted' : result.outcome
  assert.ok(OUTCOMES[trouble].includes(outcome), `it says ${JSON.stringify(result)}`)
  const taken = trouble.startsWith('takes') ? 1 : 0
  assert.equal(server.taken(), taken, `the server took ${server.taken()} messages`)
  if (trouble === 'asks for patience' && !result.accepted && result.after !== undefined)
    assert.ok(result.after >= PATIENCE * SECOND, 'it waits as long as it was asked to')
  assertSilent(server, JSON.stringify(result), Buffer.from(message.bytes).toString('utf8'))
}

async function isChecked(t: TestContext, channel: Channel, { start }: NotifierTrial): Promise<void> {
  const there = await start(t, 'takes the message')
  const stop = AbortSignal.timeout(SOON)
  assert.equal(await within(open(t, channel, there).check(stop)), null)
  assert.equal(there.taken(), 0, 'a check sends nothing')
  const gone = await start(t, 'is not there')
  const fault = await within(open(t, channel, gone).check(stop))
  assert.ok(typeof fault === 'string' && fault.length > 10, String(fault))
  assertSilent(gone, fault)
  await within(open(t, channel, gone).check(AbortSignal.abort()))
}

function addressed(channel: Channel, { options }: TrialServer) {
  const contact = { name: 'ann', [channel.name]: channel.options.parse(options) }
  const to = recipientsBy(channel, [contact]).slice(0, 1)
  assert.equal(to.length, 1, 'the options of the trial reach nobody')
  return to.map(one => ({ ...one, route: 'all', root: null }))
}

function open(t: TestContext, channel: Channel, server: TrialServer) {
  const { settings = {} } = server
  const folder = temporaryFolder(t)
  const notifier = channel.open(addressed(channel, server), { settings, folder, clock: leapingClock(NOW) })
  t.after(() => notifier.close())
  return notifier
}

function assertSilent(server: TrialServer, ...texts: readonly string[]): void {
  for (const secret of secretsOf(server)) {
    for (const text of texts) assert.ok(!text.includes(secret), `it says ${secret} in ${text}`)
  }
}

/** Fails the test where a channel never answers. */
function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not answer within ${2 * SOON} ms`)), 2 * SOON)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
