// What every channel must say of its server, whatever that does: accepted only what it took, and no secret in anything.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import { NOW, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { type FaultServer, faultServer, TROUBLES } from '../../../support/delivery/fault-servers.ts'
import { temporaryFolder } from '../../../support/folder.ts'

/** Real milliseconds until a server that says nothing is waited for no longer, and until a channel must have answered then. */
const PATIENCE = 300
const SOON = 3000

for (const channel of channels) {
  describe(`the channel ${channel.name}, whose server`, () => {
    for (const [what, { outcomes, after }] of Object.entries(TROUBLES)) {
      test(`${what}, says so`, async t => {
        const server = await faultServer(t, channel, what)
        const [message] = channel.renderAlert(sample(), addressed(server), SETTINGS)
        assert.ok(message)
        const notifier = open(t, channel, server)
        const stop = what === 'says nothing' ? AbortSignal.timeout(PATIENCE) : AbortSignal.timeout(SOON)
        const before = performance.now()
        const result = await within(notifier.send(message, stop))
        assert.ok(performance.now() - before < SOON, 'it answers soon')
        assert.ok(
          outcomes.includes(result.accepted ? 'accepted' : result.outcome),
          `it says ${JSON.stringify(result)} of a server that ${what}`,
        )
        const taken = what.startsWith('takes') ? 1 : 0
        assert.equal(server.taken(), taken, `the server took ${server.taken()} messages`)
        if (!result.accepted && result.after !== undefined) assert.ok(result.after >= (after ?? 0))
        assertSilent(channel, server, JSON.stringify(result), Buffer.from(message.bytes).toString('utf8'))
      })
    }

    test('is checked: nothing is wrong where it listens, and what is wrong is named where nobody does', async t => {
      const there = await faultServer(t, channel, 'takes the message')
      const stop = AbortSignal.timeout(SOON)
      assert.equal(await within(open(t, channel, there).check(stop)), null)
      assert.equal(there.taken(), 0, 'a check sends nothing')
      const gone = await faultServer(t, channel, 'is not there')
      const fault = await within(open(t, channel, gone).check(stop))
      assert.ok(typeof fault === 'string' && fault.length > 10, String(fault))
      assertSilent(channel, gone, fault)
      await within(open(t, channel, gone).check(AbortSignal.abort()))
    })
  })
}

function addressed({ to }: FaultServer) {
  return to.map(one => ({ ...one, route: 'all', root: null }))
}

function open(t: TestContext, channel: Channel, { to, settings }: FaultServer) {
  const notifier = channel.open(to, { settings, folder: temporaryFolder(t), clock: leapingClock(NOW) })
  t.after(() => notifier.close())
  return notifier
}

function assertSilent({ name }: Channel, { secrets }: FaultServer, ...texts: readonly string[]): void {
  for (const secret of secrets) {
    for (const text of texts) assert.ok(!text.includes(secret), `${name} says ${secret} in ${text}`)
  }
}

/** Fails the test where a channel never answers. */
function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not answer within ${2 * SOON} ms`)), 2 * SOON)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
