import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createWatchdog } from '../../../../src/core/watchdog.ts'
import { createAskMetric } from '../../../../src/exposition/asked/ask-metric.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

describe('a metric that is asked', () => {
  test('owns what it does', () => {
    const owners = createOwners()
    const found = createAskMetric(watchdogOf(), owners)('slowburn_toys', () => owners.current())
    assert.deepEqual(found, { kind: 'metric', name: 'slowburn_toys' })
    assert.equal(owners.current(), null)
  })

  test('is interrupted where it does not return, and the next is asked', () => {
    const { watchdog, forever } = loadProof(0.1)
    const ask = createAskMetric(watchdog, createOwners())
    assert.throws(() => ask('slowburn_toys', forever), /^Error: it did not return within 0.1 s$/)
    assert.equal(
      ask('slowburn_sound', () => 7),
      7,
    )
  })

  test('is interrupted where what it throws does not return when it is read', () => {
    const { watchdog, forever } = loadProof(0.1)
    const ask = createAskMetric(watchdog, createOwners())
    const thrown = Object.defineProperty(new Error('toys'), 'message', { get: forever })
    assert.throws(
      () =>
        ask('slowburn_toys', () => {
          throw thrown
        }),
      /^Error: it did not return within 0.1 s$/,
    )
  })

  test('is not asked where it must not be, and the reason is thrown', () => {
    const refused: Owner[] = []
    const watchdog = createWatchdog({
      stopwatch: () => 0,
      refusal: owner => {
        refused.push(owner)
        return 'it was interrupted'
      },
    })
    const ask = createAskMetric(watchdog, createOwners())
    assert.throws(
      () => ask('slowburn_toys', () => assert.fail('it was asked')),
      /^Error: it was interrupted$/,
    )
    assert.deepEqual(refused, [{ kind: 'metric', name: 'slowburn_toys' }])
  })
})
