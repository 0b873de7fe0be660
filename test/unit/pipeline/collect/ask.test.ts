import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ask } from '../../../../src/pipeline/collect/ask.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

describe('what is asked of a source', () => {
  test('is answered, or throws, as without anybody watching', () => {
    const deps = { watchdog: watchdogOf(), unanswered: new Map<string, string>() }
    assert.equal(
      ask('p', () => 5, deps),
      5,
    )
    const broken = (): never => {
      throw new RangeError('out of order')
    }
    assert.throws(() => ask('p', broken, deps), RangeError)
    assert.equal(deps.unanswered.size, 0)
  })

  test('is interrupted where it loops for ever, and that source alone is not asked again', () => {
    const { watchdog, forever } = loadProof(0.5)
    const deps = { watchdog, unanswered: new Map<string, string>() }
    assert.throws(() => ask('p', forever, deps), /did not return when it was asked/)
    assert.deepEqual([...deps.unanswered.keys()], ['p'])
    assert.throws(() => ask('p', () => 5, deps), /not asked again until slowburn is restarted/)
    assert.equal(
      ask('other', () => 5, deps),
      5,
    )
  })
})
