import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { unknownDelay } from '../../../../src/delivery/outbox/backoff.ts'
import {
  type DeliveryObservation,
  dispatchOnce,
  runDispatcher,
} from '../../../../src/delivery/outbox/dispatcher.ts'
import { owe } from '../../../../src/delivery/outbox/owe.ts'
import {
  ACCEPTED,
  DOWN,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  PERMANENT,
  RETRY,
  scriptedNotifier,
  UNKNOWN,
} from '../../../support/delivery/delivery.ts'
import { inForm } from '../../../support/long-form.ts'

const never = new AbortController().signal

describe('the dispatcher', () => {
  test('logs its intent before the server sees the message, and the outcome after', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const notifier = scriptedNotifier(ACCEPTED)
    const send = notifier.send
    notifier.send = (message, signal) => {
      assert.equal(box.outbox.list(1)[0]?.state, 'attempting')
      return send(message, signal)
    }
    await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0)), never)
    assert.equal(box.outbox.list(1)[0]?.state, 'accepted')
  })

  test('tries again what may pass, with growing pauses, until it is accepted', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const notifier = scriptedNotifier(RETRY, RETRY, RETRY, ACCEPTED)
    const at: number[] = []
    for (let second = 0; second < 60; second += 1) {
      clock.set(second * SECOND)
      const { tried } = await dispatchOnce(dispatchingOf(box, notifier, clock), never)
      if (tried > 0) at.push(second)
    }
    assert.deepEqual(at, [0, 2, 6, 14])
    assert.equal(box.outbox.list(1)[0]?.attempts, 4)
  })

  test('gives up at once, visibly, what is refused for good', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const seen: DeliveryObservation[] = []
    const clock = leapingClock(0)
    const notifier = scriptedNotifier(PERMANENT)
    const dispatching = dispatchingOf(box, notifier, clock, { observe: one => seen.push(one) })
    await dispatchOnce(dispatching, never)
    clock.set(DAY)
    await dispatchOnce(dispatching, never)
    assert.equal(notifier.sent.length, 1)
    assert.deepEqual(
      seen.map(({ outcome, entry }) => [outcome, entry.recipient]),
      [['dead', 'ann@example.org']],
    )
    assert.equal(box.outbox.summary().counts.dead, 1)
  })

  test('sends the same bytes again after an ending without an answer', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const notifier = scriptedNotifier(UNKNOWN, ACCEPTED)
    await dispatchOnce(dispatchingOf(box, notifier, clock), never)
    clock.set(unknownDelay(1))
    await dispatchOnce(dispatchingOf(box, notifier, clock), never)
    assert.equal(notifier.sent.length, 2)
    assert.deepEqual(notifier.sent[0]?.bytes, notifier.sent[1]?.bytes)
    assert.equal(notifier.sent[0]?.messageId, notifier.sent[1]?.messageId)
  })

  test('treats a notifier that throws as an ending without an answer', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const notifier = scriptedNotifier()
    notifier.send = () => Promise.reject(new Error('bug'))
    await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0)), never)
    const [entry] = box.outbox.list(1)
    assert.equal(entry?.state, 'queued')
    assert.equal(entry?.notBefore, unknownDelay(1))
  })

  test('does not try the others when nothing gets through', async () => {
    const box = openOutbox()
    box.outbox.add(['a', 'b', 'c'].map(name => messageOf({ recipient: `${name}@example.org` })))
    const notifier = scriptedNotifier(DOWN)
    const batch = await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0)), never)
    assert.deepEqual(batch, { tried: 1, serverDown: true })
  })

  test('sends nothing that was withdrawn while the messages before it were sent', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf({ episodeId: 'e1' }), messageOf({ episodeId: 'e2' })])
    const notifier = scriptedNotifier(ACCEPTED)
    const send = notifier.send
    notifier.send = (message, signal) => {
      if (message.episodeId === 'e1') owe(box.outbox, [messageOf({ episodeId: 'e2', sequence: 2 })], 0)
      return send(message, signal)
    }
    const dispatching = dispatchingOf(box, notifier, leapingClock(0))
    await dispatchOnce(dispatching, never)
    await dispatchOnce(dispatching, never)
    assert.deepEqual(
      notifier.sent.map(({ episodeId, sequence }) => [episodeId, sequence]),
      [
        ['e1', 1],
        ['e2', 2],
      ],
    )
  })

  test('is not held up by one message that hangs, however often', async () => {
    const box = openOutbox()
    box.outbox.add(['bad', 'ann', 'bob'].map(name => messageOf({ recipient: `${name}@example.org` })))
    const clock = leapingClock(0)
    const notifier = scriptedNotifier()
    const sent: string[] = []
    notifier.send = ({ recipient }) => {
      sent.push(recipient)
      return Promise.resolve(recipient.startsWith('bad') ? DOWN : ACCEPTED)
    }
    const stop = new AbortController()
    const observe = (): void => (clock.now() > MINUTE ? stop.abort() : undefined)
    await runDispatcher(dispatchingOf(box, notifier, clock, { observe }), stop.signal)
    assert.deepEqual(sent.slice(0, 3), ['bad@example.org', 'ann@example.org', 'bob@example.org'])
    assert.equal(box.outbox.summary().counts.accepted, 2)
  })

  test('does not send again what was accepted because that could not be written down', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    let refusals = 3
    const transaction = <T>(work: () => T): T => {
      if (box.outbox.list(1)[0]?.state === 'attempting' && refusals-- > 0) throw new Error('disk full')
      return box.transaction(work)
    }
    const notifier = scriptedNotifier(ACCEPTED)
    await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0), { transaction }), never)
    assert.equal(notifier.sent.length, 1)
    assert.equal(box.outbox.list(1)[0]?.state, 'accepted')
  })

  test('sends nothing that it could not log before', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const notifier = scriptedNotifier(ACCEPTED)
    const dispatching = dispatchingOf(box, notifier, leapingClock(0), { transaction: refuse })
    await assert.rejects(dispatchOnce(dispatching, never), /disk full/)
    assert.equal(notifier.sent.length, 0)
  })
})

describe('a long outage', () => {
  test('of many hours loses nothing, merges what is over, and ends within a minute of recovery', async () => {
    const box = openOutbox()
    const clock = leapingClock(0, 10 * SECOND)
    const recovery = inForm(3, 72) * HOUR
    const stop = new AbortController()
    const notifier = scriptedNotifier()
    const accepted: Array<{ episodeId: string; sequence: number; at: number }> = []
    notifier.send = ({ episodeId, sequence }) => {
      if (clock.now() < recovery) return Promise.resolve(DOWN)
      accepted.push({ episodeId, sequence, at: clock.now() })
      if (box.outbox.summary().counts.queued === 0) stop.abort()
      return Promise.resolve(ACCEPTED)
    }
    for (let episode = 0; episode < 30; episode += 1) {
      owe(box.outbox, [messageOf({ episodeId: `e${episode}` })], 0)
      if (episode % 2 === 0) owe(box.outbox, [messageOf({ episodeId: `e${episode}`, sequence: 2 })], 0)
    }
    await runDispatcher(dispatchingOf(box, notifier, clock), stop.signal)
    assert.equal(accepted.length, 30)
    assert.ok(accepted.every(({ at }) => at - recovery <= MINUTE))
    assert.deepEqual(
      accepted.filter(({ sequence }) => sequence === 2).length,
      15,
      'an episode that is over is reported once, by its end',
    )
  })

  test('of one recipient ends within a minute too', async () => {
    const box = openOutbox()
    const clock = leapingClock(0, 10 * SECOND)
    const stop = new AbortController()
    let at = 0
    const recovery = inForm(0.1, 3) * DAY
    const notifier = scriptedNotifier()
    notifier.send = () => {
      if (clock.now() < recovery) return Promise.resolve(RETRY)
      at = clock.now()
      stop.abort()
      return Promise.resolve(ACCEPTED)
    }
    box.outbox.add([messageOf()])
    await runDispatcher(dispatchingOf(box, notifier, clock), stop.signal)
    assert.ok(at - recovery <= MINUTE, `${at - recovery} ms`)
  })

  for (const [what, start] of [
    ['at the beginning', 0] as const,
    ['in the middle of many retries', inForm(60, 300)] as const,
  ]) {
    test(`that never ends for one recipient is given up after five days; a leap of a year ${what} is none`, async () => {
      const box = openOutbox()
      box.outbox.add([messageOf()])
      const clock = leapingClock(0, 10 * MINUTE)
      const dispatching = dispatchingOf(box, scriptedNotifier(RETRY), clock)
      for (let round = 0; round <= start; round += 1) {
        clock.set(round * MINUTE)
        await dispatchOnce(dispatching, never)
      }
      const leap = 365 * DAY
      clock.set(leap)
      await dispatchOnce(dispatching, never)
      assert.equal(box.outbox.summary().counts.dead, 0)
      const stop = new AbortController()
      await runDispatcher(
        { ...dispatching, observe: ({ outcome }) => outcome === 'dead' && stop.abort() },
        stop.signal,
      )
      assert.equal(box.outbox.summary().counts.dead, 1)
      const tried = start * MINUTE + clock.now() - leap
      assert.ok(Math.abs(tried - 5 * DAY) < 2 * HOUR, `${tried / DAY} days`)
    })
  }

  test('of the server gives nothing up, be it of a week', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0, inForm(60, 10) * MINUTE)
    const stop = new AbortController()
    const observe = (): void => (clock.now() > 7 * DAY ? stop.abort() : undefined)
    await runDispatcher(dispatchingOf(box, scriptedNotifier(DOWN), clock, { observe }), stop.signal)
    assert.equal(box.outbox.summary().oldestUnsettled, 0)
  })
})

describe('order', () => {
  test('within an episode and recipient holds under any answers', async () => {
    const answer = fc.constantFrom(ACCEPTED, ACCEPTED, RETRY, UNKNOWN, PERMANENT, DOWN)
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 60 }), async answers => {
        const box = openOutbox()
        const clock = leapingClock(0)
        const notifier = scriptedNotifier(...answers, ACCEPTED)
        const dispatching = dispatchingOf(box, notifier, clock)
        for (const recipient of ['a@x', 'b@x']) {
          for (const sequence of [3, 1, 2]) box.outbox.add([messageOf({ sequence, recipient })])
        }
        for (let round = 0; round < 400 && box.outbox.summary().oldestUnsettled !== null; round += 1) {
          await dispatchOnce(dispatching, never)
          clock.set(clock.now() + HOUR)
        }
        assert.equal(box.outbox.summary().oldestUnsettled, null)
        for (const recipient of ['a@x', 'b@x']) {
          const order = notifier.sent.filter(sent => sent.recipient === recipient).map(sent => sent.sequence)
          assert.deepEqual(order, [...order].sort())
        }
      }),
      { numRuns: inForm(20, 60) },
    )
  })
})

function refuse(): never {
  throw new Error('disk full')
}

describe('a dispatcher', () => {
  test('of one channel leaves the other alone, and a mail server that is down holds up no webhook', async () => {
    const box = openOutbox()
    const [mail, hook] = [messageOf(), messageOf({ recipient: 'webhook:pager', channel: 'webhook' })]
    box.outbox.add([mail, hook])
    const [down, program] = [scriptedNotifier(DOWN), scriptedNotifier()]
    const clock = leapingClock(0)
    await dispatchOnce(dispatchingOf(box, down, clock, { channel: 'email' }), never)
    await dispatchOnce(dispatchingOf(box, program, clock, { channel: 'webhook' }), never)
    assert.deepEqual(
      [down, program].map(({ sent }) => sent.map(({ recipient }) => recipient)),
      [['ann@example.org'], ['webhook:pager']],
    )
  })
})
