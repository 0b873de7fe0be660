import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTurnstile } from '../../../../../src/web/security/passwords/turnstile.ts'

/** Works that end when they are told to, in the order in which they were begun. */
function works() {
  const begun: Array<{ name: string; end: () => void }> = []
  return {
    begun: () => begun.map(({ name }) => name),
    work: (name: string) => () =>
      new Promise<string>(resolve => void begun.push({ name, end: () => resolve(name) })),
    async endAll() {
      for (let i = 0; i < begun.length; i++) {
        begun[i]?.end()
        await new Promise(setImmediate)
      }
    },
  }
}

describe('the turnstile', () => {
  test('serves addresses in turn, so that many of one keep nobody else waiting', async () => {
    const { work, begun, endAll } = works()
    const { pass } = createTurnstile({ atOnce: 1, line: 8, all: 100 })
    const flood = Array.from({ length: 5 }, (_, i) => pass('10.0.0.1', work(`flood ${i}`)))
    const other = pass('10.0.0.2', work('other'))
    await endAll()
    assert.deepEqual(begun().slice(0, 3), ['flood 0', 'flood 1', 'other'])
    assert.equal(await other, 'other')
    assert.equal((await Promise.all(flood)).length, 5)
  })

  test('works on one of an address at a time', async () => {
    const { work, begun, endAll } = works()
    const { pass } = createTurnstile({ atOnce: 3, line: 8, all: 100 })
    const all = [pass('a', work('a1')), pass('a', work('a2')), pass('b', work('b1'))]
    assert.deepEqual(begun(), ['a1', 'b1'])
    await endAll()
    await Promise.all(all)
  })

  test('gives up what is too much: of an address, and of the longest line', async () => {
    const { work, endAll } = works()
    const { pass } = createTurnstile({ atOnce: 1, line: 2, all: 3 })
    const first = pass('a', work('a1'))
    const waiting = [pass('a', work('a2')), pass('a', work('a3'))]
    assert.equal(await pass('a', work('a4')), null)
    const others = [pass('b', work('b1')), pass('c', work('c1'))]
    await endAll()
    assert.deepEqual(await Promise.all([first, ...waiting, ...others]), ['a1', 'a2', null, 'b1', 'c1'])
  })

  test('goes on after a fault, which is the fault of its own caller', async () => {
    const { pass } = createTurnstile({ atOnce: 1, line: 8, all: 8 })
    await assert.rejects(
      pass('a', async () => {
        throw new Error('no memory')
      }),
      /no memory/,
    )
    assert.equal(await pass('a', async () => 'fine'), 'fine')
  })
})
