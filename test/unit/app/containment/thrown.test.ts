import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readThrown } from '../../../../src/app/containment/thrown.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const refuse = (): never => {
  throw new Error('never')
}

/** What may be thrown by mistake, and what is said of it. */
const SHAPES: ReadonlyArray<readonly [what: string, thrown: unknown, error: string | RegExp]> = [
  ['an error', new RangeError('too far'), 'too far'],
  ['nothing', undefined, 'undefined'],
  ['an object without a prototype', Object.create(null), 'something was thrown that cannot be read'],
  [
    'an error whose message throws',
    Object.defineProperty(new Error('x'), 'message', { get: refuse }),
    'something was thrown that cannot be read',
  ],
  [
    'a proxy that throws at everything',
    new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse }),
    'something was thrown that cannot be read',
  ],
  ['an error whose stack throws', Object.defineProperty(new Error('x'), 'stack', { get: refuse }), 'x'],
  ['an error whose stack is none', Object.assign(new Error('x'), { stack: 7 }), 'x'],
  [
    'an error whose message is none',
    Object.assign(new Error('x'), { message: 7 }),
    'an error without a message',
  ],
  ['a message of a megabyte', new Error('x'.repeat(1e6)), /^x{500}…$/],
]

describe('what nobody has caught is read where it is', () => {
  for (const [what, thrown, said] of SHAPES) {
    test(what, () => {
      const { error, stack = '' } = readThrown(thrown, watchdogOf())
      if (typeof said === 'string') assert.equal(error, said)
      else assert.match(error, said)
      assert.ok(stack.length <= 5000)
    })
  }

  test('an error that loops when it is read', () => {
    const { watchdog, forever } = loadProof(0.3)
    const thrown = Object.defineProperty(new Error('x'), 'stack', { get: forever })
    assert.deepEqual(readThrown(thrown, watchdog), {
      error: 'what was thrown does not return when it is read',
    })
  })
})

test('the stack of an error is kept, for whoever mends it', () => {
  assert.match(readThrown(new Error('x'), watchdogOf()).stack ?? '', /thrown\.test/)
})
