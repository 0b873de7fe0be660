import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownedNotifier } from '../../../../src/app/outgoing/owned-notifier.ts'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import type { Notifier } from '../../../../src/delivery/outbox/message.ts'
import { createInterrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const owner: Owner = { kind: 'notifier', name: 'toy' }

function owned(more: Partial<Notifier> = {}, watchdog = watchdogOf()) {
  const owners = createOwners()
  const interrupted = createInterrupted()
  const underWay = createUnderWay()
  const seen: Array<[string, string | undefined]> = []
  const note = (what: string): void => void seen.push([what, owners.current()?.name])
  const notifier: Notifier = {
    name: 'toy',
    send: async (_message, _signal, attempt) => {
      await Promise.resolve()
      note('send')
      attempt?.pin('a')
      return { accepted: true, answer: 'yes' }
    },
    check: async () => {
      note('check')
      return null
    },
    close: async () => note('close'),
    ...more,
  }
  const attempt = { via: null, pin: () => note('pin') }
  return {
    one: ownedNotifier(notifier, {
      owner,
      owners,
      watchdog,
      interrupted,
      underWay,
      clock: leapingClock(5),
      log: silentLogger,
    }),
    interrupted,
    underWay,
    seen,
    attempt,
  }
}

describe('a notifier whose work is known as its own', () => {
  const { signal } = new AbortController()

  test('sends, checks and closes under its name; what is written for it is not its own', async () => {
    const { one, underWay, seen, attempt } = owned()
    assert.deepEqual(await one.send({} as never, signal, attempt), { accepted: true, answer: 'yes' })
    assert.equal(await one.check(signal), null)
    await one.close()
    assert.ok(underWay.isOver(() => false))
    assert.deepEqual(seen, [
      ['send', 'toy'],
      ['pin', undefined],
      ['check', 'toy'],
      ['close', 'toy'],
    ])
  })

  test('is not asked once it was interrupted, and says why its messages wait', async () => {
    const { one, interrupted, seen, attempt } = owned()
    interrupted.add({ owner, place: 'toy.ts:7', at: 1 })
    const result = await one.send({} as never, signal, attempt)
    assert.ok(!result.accepted && result.outcome === 'retry' && result.scope === 'server')
    assert.match(result.error, /held up everything at toy\.ts:7 and was interrupted/)
    assert.match((await one.check(signal)) ?? '', /until a person restarts or reloads slowburn/)
    assert.deepEqual(seen, [])
  })

  const hostile = (forever: () => never): Readonly<Record<string, Notifier['send']>> => ({
    'loops in a call': forever,
    'throws what loops when it is read': async () => {
      throw Object.defineProperty(new Error('x'), 'message', { get: forever })
    },
    'answers what loops when it is read': async () =>
      Object.defineProperty({}, 'accepted', { get: forever }) as never,
  })
  for (const what of Object.keys(hostile(() => assert.fail()))) {
    test(`that ${what} is not asked again; its messages wait`, async () => {
      const { watchdog, forever } = loadProof(0.3)
      const { one, interrupted, underWay } = owned({ send: hostile(forever)[what] as never }, watchdog)
      await assert.rejects(one.send({} as never, signal), /did not return/)
      assert.ok(underWay.isOver(() => false))
      assert.equal(interrupted.get(owner)?.place, 'a call of send')
      const next = await one.send({} as never, signal)
      assert.ok(!next.accepted && next.outcome === 'retry')
      assert.match(next.error, /held up everything at a call of send/)
    })
  }

  test('answers in plain data, and throws plain errors', async () => {
    const answer = { accepted: true, answer: 'yes', more: () => 1 } as const
    assert.deepEqual(await owned({ send: async () => answer }).one.send({} as never, signal), {
      accepted: true,
      answer: 'yes',
    })
    const broken = { send: async () => Promise.reject(new RangeError('no server')), check: async () => 5 }
    const { one } = owned(broken as never)
    await assert.rejects(one.send({} as never, signal), /^Error: no server$/)
    assert.equal(await one.check(signal), 'its check answers neither null nor a text')
  })
})
