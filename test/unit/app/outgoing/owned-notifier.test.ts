import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownedNotifier } from '../../../../src/app/outgoing/owned-notifier.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import type { Notifier } from '../../../../src/delivery/outbox/message.ts'

const owner: Owner = { kind: 'notifier', name: 'toy' }

function owned() {
  const owners = createOwners()
  const silenced = new Set<string>()
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
  }
  const attempt = { via: null, pin: () => note('pin') }
  return { one: ownedNotifier(notifier, { owner, owners, silenced }), silenced, seen, attempt }
}

describe('a notifier whose work is known as its own', () => {
  const { signal } = new AbortController()

  test('sends, checks and closes under its name; what is written for it is not its own', async () => {
    const { one, seen, attempt } = owned()
    assert.deepEqual(await one.send({} as never, signal, attempt), { accepted: true, answer: 'yes' })
    assert.equal(await one.check(signal), null)
    await one.close()
    assert.deepEqual(seen, [
      ['send', 'toy'],
      ['pin', undefined],
      ['check', 'toy'],
      ['close', 'toy'],
    ])
  })

  test('is not asked once it was interrupted, and says why its messages wait', async () => {
    const { one, silenced, seen, attempt } = owned()
    silenced.add('toy')
    const result = await one.send({} as never, signal, attempt)
    assert.ok(!result.accepted && result.outcome === 'retry' && result.scope === 'server')
    assert.match(result.error, /held up everything and was interrupted/)
    assert.match((await one.check(signal)) ?? '', /until slowburn is restarted/)
    assert.deepEqual(seen, [])
  })
})
