// kill -9 anywhere between a change that stands and the mail about it, at its beginning and at its end, with a server
// that works or fails: both are told, in order, once, but where the server alone can know that it took a message.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { HOUR } from '../../src/core/duration.ts'
import { brokenPromises } from '../support/alerts/promises.ts'
import type { ChildTask } from '../support/chain/chain-child.ts'
import { runChild } from '../support/chain/child.ts'
import {
  ANN,
  BOB,
  type Chain,
  FAILPOINTS,
  type Failpoint,
  openChain,
  START,
} from '../support/chain/fault-chain.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import { type Accepted, type Misbehaviour, startSmtp } from '../support/delivery/smtp.ts'
import { temporaryFolder } from '../support/folder.ts'

/** Where a second copy is excused: the server has it, and the outcome was not saved. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['after the attempt', 'inside the commit of the outcome'])

describe('a process that is killed', () => {
  for (const failpoint of FAILPOINTS) {
    const excused = AMBIGUOUS.has(failpoint) ? 1 : 0
    test(`when the alarm begins, ${failpoint}`, async t => {
      const log = await night(t, { failpoint })
      assert.deepEqual(brokenPromises(log, [ANN], excused), [])
      assert.equal(log.length, 2 + excused)
    })

    test(`when it ends, ${failpoint}`, async t => {
      const log = await night(t, { failpoint, began: true })
      assert.deepEqual(brokenPromises(log, [ANN], excused), [])
      assert.equal(log.length, 2 + excused)
    })
  }

  test('is found out where the commit comes after the sending', async t => {
    const log = await night(t, { failpoint: 'after the attempt', mutation: 'a commit after the sending' })
    assert.notDeepEqual(brokenPromises(log, [ANN], 1), [])
  })
})

/** And how many messages too many the server takes. */
const WITH_A_FAULT: ReadonlyArray<readonly [Failpoint, Misbehaviour, copies: number]> = [
  ['after the attempt', { at: 'answer', drop: true }, 1],
  ['after the attempt', { at: 'rcpt', code: 450 }, 0],
  ['inside the commit of the outcome', { at: 'data', code: 451 }, 0],
  ['inside the commit of the outcome', { at: 'answer', drop: true }, 1],
  ['after the outcome', { at: 'connect', code: 421 }, 0],
  // Nobody had written the refusal down, so the message is tried again.
  ['after the attempt', { at: 'data', code: 550 }, 0],
]

describe('a process that is killed while its server fails', () => {
  for (const [failpoint, fault, copies] of WITH_A_FAULT) {
    const what = 'code' in fault ? fault.code : 'a connection that ends'
    test(`with ${what} at ${fault.at}, ${failpoint}`, async t => {
      const to = [ANN, BOB]
      const log = await night(t, { failpoint, fault, to })
      assert.deepEqual(brokenPromises(log, to, copies), [])
      assert.equal(log.length, 4 + copies)
    })
  }
})

interface Night extends Pick<ChildTask, 'mutation'> {
  /** The alarm has been told before. */
  began?: boolean
  failpoint: Failpoint
  fault?: Misbehaviour
  to?: readonly string[]
}

/** The process dies in it and is started again; returns what the server took until all was told. */
async function night(
  t: TestContext,
  { began = false, failpoint, fault, to = [ANN], ...task }: Night,
): Promise<Accepted[]> {
  const server = await startSmtp()
  t.after(() => server.close())
  const folder = temporaryFolder(t)
  const smtp = { port: server.port }
  const inHour = (hour: number): Chain => {
    return openChain({ folder, smtp, to, clock: leapingClock(START + hour * HOUR) })
  }
  if (began) {
    const before = inHour(0)
    before.change(1)
    before.look()
    await before.deliver()
    await before.close()
  }
  if (fault !== undefined) server.misbehave(fault)
  const now = START + HOUR
  const steps = [began ? 'recover' : 'change', 'look', 'deliver'] as const
  assert.equal(await runChild({ ...task, folder, smtp, to, now, steps, failpoint }), 'SIGKILL')
  const after = inHour(2)
  after.look()
  await after.settle(HOUR)
  after.recover()
  after.look()
  await after.settle(HOUR)
  await after.close()
  return server.accepted
}
