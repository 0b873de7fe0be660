// Seven faults at which Alertmanager 0.33 was seen to lose mail, to double it or to send it empty, through the whole
// chain: a change that stands, the commit, the dispatcher, SMTP. The server's own log says what happened.
// bench/seven-faults.ts sets the same beside an Alertmanager.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { MINUTE, SECOND } from '../../src/core/duration.ts'
import { ANN, BOB } from '../support/chain/fault-chain.ts'
import { CAT, type Played, playFault } from '../support/chain/seven-faults.ts'

describe('seven faults', () => {
  test('a 250 that is lost three times leaves copies of one message: one id, the same bytes', async () => {
    const { accepted } = await playFault('the 250 is lost three times')
    assert.equal(accepted.length, 4)
    assertOneMessage(accepted)
  })

  test('a 550 after DATA is met once, seen as a dead letter, and the next contact is told', async () => {
    const { accepted, attempts, outbox } = await playFault('550 for good after DATA')
    assert.equal(attempts, 2)
    assert.deepEqual(
      accepted.map(({ recipient }) => recipient),
      [CAT],
    )
    assert.deepEqual(
      outbox.map(({ recipient, state, attempts: tries }) => [recipient, state, tries]),
      [
        [CAT, 'accepted', 1],
        [ANN, 'dead', 1],
      ],
    )
    assert.match(outbox[1]?.lastError ?? '', /550 refused by the test/)
    const mail = await simpleParser(accepted[0]?.raw ?? Buffer.alloc(0))
    assert.match(mail.text ?? '', /^PAGE, OTHERS COULD NOT BE REACHED/)
    assert.match(mail.text ?? '', /Task run time p50 of build has been rising/)
  })

  test('of many alarms in one mail the next contact is told as well', async () => {
    const { accepted } = await playFault('550 for good after DATA', { alarms: 5 })
    assert.deepEqual(
      accepted.map(({ recipient }) => recipient),
      [CAT],
    )
    const mail = await simpleParser(accepted[0]?.raw ?? Buffer.alloc(0))
    assert.match(mail.subject ?? '', /^(PAGE|WATCH) 5 alerts/)
  })

  test('one bad recipient of two keeps nothing from the other', async () => {
    const { accepted, attempts, outbox } = await playFault('one bad recipient of two')
    assert.deepEqual(
      accepted.map(({ recipient }) => recipient),
      [ANN],
    )
    assert.equal(attempts, 2)
    assert.deepEqual(
      outbox.map(({ recipient, state }) => [recipient, state]),
      [
        [ANN, 'accepted'],
        [BOB, 'dead'],
      ],
    )
  })

  test('words that cannot be written leave a plain mail that names the alarm and the fault', async () => {
    const { accepted } = await playFault('a template that fails')
    assert.equal(accepted.length, 1)
    const mail = await simpleParser(accepted[0]?.raw ?? Buffer.alloc(0))
    for (const said of [mail.text ?? '', String(mail.html)]) {
      assert.match(said, /FIRING: task_run_time_p50\{task_type=("|&quot;)build("|&quot;)\}/)
      assert.match(said, /The full message could not be written: .*Mars\/Olympus/)
    }
    assert.match(mail.text ?? '', /^https:\/\/slowburn\.example\.org\/alerts\/[0-9a-f]{20}$/m)
    assert.match(mail.subject ?? '', /^PAGE task_run_time_p50/)
  })

  test('a server that never greets is left after a moment; alarms go on, and everybody is told', async () => {
    let owed = 0
    const played = await playFault('a server that never greets', {
      timeouts: { greeting: 0.5 * SECOND },
      meanwhile(chain) {
        chain.change(2)
        chain.look()
        owed = chain.store.outbox.summary().counts.queued
      },
    })
    assert.equal(owed, 3, 'the new alarm is owed to two while the first attempt hangs')
    assert.deepEqual(played.accepted.map(({ recipient }) => recipient).sort(), [ANN, ANN, BOB, BOB])
    assert.ok(played.took < MINUTE, `${played.took} ms`)
  })

  test('kill -9 after sending repeats the message: the same id, the same bytes', async () => {
    const { accepted } = await playFault('kill -9 after sending')
    assert.equal(accepted.length, 2)
    assertOneMessage(accepted)
  })

  test('kill -9 between firing and resolved loses nothing of either', async () => {
    const { accepted } = await playFault('kill -9 between firing and resolved')
    assert.deepEqual(
      accepted.map(({ raw }) => /^X-Slowburn-State: (\w+)/m.exec(raw.toString())?.[1]),
      ['firing', 'resolved'],
    )
  })
})

function assertOneMessage(accepted: Played['accepted']): void {
  assert.equal(new Set(accepted.map(({ messageId }) => messageId)).size, 1)
  for (const { raw } of accepted) assert.ok(raw.equals(accepted[0]?.raw ?? Buffer.alloc(0)))
}
