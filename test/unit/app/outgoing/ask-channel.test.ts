import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAskChannel } from '../../../../src/app/outgoing/ask-channel.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { createOwners } from '../../../../src/core/loop-guard/owners.ts'
import { composeBy } from '../../../../src/delivery/notifiers/compose-by.ts'
import { createFailings } from '../../../../src/pipeline/faults/failings.ts'
import { createInterrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import { messageOf } from '../../../support/delivery/delivery.ts'
import { linesOf } from '../../../support/log.ts'
import { loadProof, thrownBy } from '../../../support/watchdog.ts'

function asking(stopwatch = () => 0) {
  const { watchdog, forever } = loadProof(0.2)
  const interrupted = createInterrupted()
  const failings = createFailings()
  const owners = createOwners()
  return {
    ask: createAskChannel({ owners, watchdog, interrupted, failings, stopwatch, clock: manualClock(7) }),
    failings,
    owners,
    interrupted,
    forever,
  }
}

describe('a channel that is asked to compose', () => {
  test('works under its own name', async () => {
    const { ask, owners } = asking()
    const later = Promise.withResolvers<unknown>()
    const seen = ask('toy', () => {
      setTimeout(() => later.resolve(owners.current()), 1)
      return owners.current()
    })
    assert.deepEqual(seen, { kind: 'channel', name: 'toy' })
    assert.deepEqual(await later.promise, seen)
    assert.equal(owners.current(), null)
  })

  test('that does not return is named, and after three messages not asked any more; others are', () => {
    const { ask, forever, interrupted } = asking()
    for (let i = 0; i < 3; i++)
      assert.match(String(thrownBy(() => ask('toy', forever))), /^Error: it did not return$/)
    assert.throws(
      () => ask('toy', () => 1),
      /held up everything at 3 messages and was interrupted; it is not asked again/,
    )
    assert.equal(interrupted.all()[0]?.at, 7, 'page, metric and alarm say so, as of any part')
    assert.equal(
      ask('other', () => 1),
      1,
    )
  })

  test('that does not return now and then is asked on', () => {
    let now = 0
    const { ask, forever } = asking(() => now)
    for (let i = 0; i < 6; i++) {
      now += 2000
      assert.match(String(thrownBy(() => ask('toy', forever))), /^Error: it did not return$/)
      assert.equal(
        ask('toy', () => 1),
        1,
      )
    }
  })

  test('that was interrupted is not asked', () => {
    const { ask, interrupted } = asking()
    interrupted.add({ owner: { kind: 'channel', name: 'toy' }, place: 'toy.ts:7', at: 1 })
    assert.throws(() => ask('toy', () => 1), /held up everything at toy\.ts:7/)
  })

  test('and loops, in its work or in what it hands back, has its messages given up where everybody can see it', () => {
    const { channel: _, ...good } = messageOf()
    const renders = (forever: () => never): ReadonlyArray<() => unknown> => [
      forever,
      () => [Object.defineProperty({ ...good }, 'subject', { get: forever, enumerable: true })],
      () => {
        throw Object.defineProperty(new Error('x'), 'message', { get: forever })
      },
    ]
    for (const place of [0, 1, 2]) {
      const { ask, forever, failings } = asking()
      const { log, lines } = linesOf()
      const owed = {
        about: [{ episodeId: good.episodeId, sequence: 1 }],
        recipients: [good.recipient],
        at: 5,
        settings: { sender: 's@example.org' },
        log,
        ask,
      }
      const [message] = composeBy({ name: 'toy' }, owed, renders(forever)[place] as () => unknown)
      assert.match(message?.fault ?? '', /could not be composed: it did not return/)
      assert.match(lines.join(), /could not compose.*channel=toy.*did not return/)
      assert.equal(composeBy({ name: 'sound' }, owed, () => [good])[0]?.fault, undefined)
      const [failing, ...others] = failings.all(8)
      assert.deepEqual([failing?.owner, others], [{ kind: 'channel', name: 'toy' }, []])
      assert.match(failing?.message ?? '', /did not return/)
    }
  })
})
