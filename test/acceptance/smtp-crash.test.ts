// kill -9 between any two steps of a delivery: nothing is lost, and a copy too many is the same to the byte.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { FrozenMessage } from '../../src/delivery/message.ts'
import { messageOf, openOutbox } from '../support/delivery.ts'
import { type Misbehaviour, startSmtp } from '../support/smtp.ts'

const CHILD = fileURLToPath(new URL('../support/dispatch-child.ts', import.meta.url))
const root = await mkdtemp(join(tmpdir(), 'slowburn-crash-'))
after(() => rm(root, { recursive: true }))

/** How many copies the server takes of the message during which the process was killed. */
const CASES: ReadonlyArray<readonly [failpoint: string, server: Misbehaviour | null, copies: number]> = [
  ['before begin', null, 1],
  ['inside the commit of begin', null, 1],
  ['after begin', null, 1],
  ['after the answer', null, 2],
  ['inside the commit of the outcome', null, 2],
  ['after the outcome', null, 1],
  ['after the answer', { at: 'answer', drop: true }, 2],
  ['after the answer', { at: 'rcpt', code: 450 }, 1],
  ['inside the commit of the outcome', { at: 'data', code: 451 }, 1],
  ['after the answer', { at: 'data', code: 550 }, 1],
]

for (const [index, [failpoint, behaviour, copies]] of CASES.entries()) {
  const server = behaviour === null ? 'a server that works' : `a server that fails at ${behaviour.at}`
  test(`killed ${failpoint}, with ${server}`, async t => {
    const smtp = await startSmtp()
    t.after(() => smtp.close())
    const file = join(root, `${index}.db`)
    const owed = ['ann@example.org', 'bob@example.org'].flatMap(recipient =>
      [1, 2].map(sequence => messageOf({ recipient, sequence })),
    )
    const box = openOutbox(file)
    box.transaction(() => box.outbox.add(owed))
    box.db.close()

    if (behaviour !== null) smtp.misbehave(behaviour)
    assert.equal(await deliver(file, smtp.port, failpoint), 'SIGKILL')
    for (let rounds = 0; rounds < 6 && smtp.accepted.length < owed.length + copies - 1; rounds += 1) {
      assert.equal(await deliver(file, smtp.port, 'none'), null)
    }
    for (const message of owed) {
      const taken = smtp.accepted.filter(({ messageId }) => messageId === message.messageId)
      assert.equal(taken.length, message === owed[0] ? copies : 1, message.messageId)
      assert.ok(taken.every(({ raw }) => raw.equals(message.bytes)))
    }
    for (const recipient of new Set(owed.map(message => message.recipient)))
      assertInOrder(smtp, recipient, owed)

    const end = openOutbox(file)
    assert.deepEqual(end.outbox.summary().counts.accepted, owed.length)
    end.db.close()
  })
}

function assertInOrder(
  smtp: { accepted: ReadonlyArray<{ recipient: string; messageId: string }> },
  recipient: string,
  owed: readonly FrozenMessage[],
): void {
  const order = smtp.accepted
    .filter(taken => taken.recipient === recipient)
    .map(taken => owed.find(({ messageId }) => messageId === taken.messageId)?.sequence ?? 0)
  assert.deepEqual(order, order.toSorted())
}

/** Runs one round in a process of its own; resolves to the signal that ended it. */
function deliver(file: string, port: number, failpoint: string): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, file, String(port), failpoint], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (_code, signal) => resolve(signal))
  })
}
