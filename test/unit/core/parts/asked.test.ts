import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Owner } from '../../../../src/core/loop-guard/owners.ts'
import { asked } from '../../../../src/core/parts/asked.ts'
import { NotReturned } from '../../../../src/core/watchdog.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const TOY: Owner = { kind: 'detector', name: 'toy' }

describe('a call into a part', () => {
  test('answers, or throws the words of what was thrown', () => {
    assert.equal(
      asked(TOY, () => 5, watchdogOf()),
      5,
    )
    const broken = (): never => {
      throw new RangeError('out of order')
    }
    assert.throws(() => asked(TOY, broken, watchdogOf()), /^Error: out of order$/)
  })

  test('that does not return, or throws what does not return when it is read, names the part', () => {
    for (const inError of [false, true]) {
      const { watchdog, forever } = loadProof(0.3)
      const work = (): never => {
        if (inError) throw Object.defineProperty(new Error('x'), 'message', { get: forever })
        return forever()
      }
      assert.throws(
        () => asked(TOY, work, watchdog),
        (error: Error) => error instanceof NotReturned && error.who === TOY,
      )
    }
  })
})
