import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createWatchdog } from '../../../../src/core/watchdog.ts'
import {
  type AskMetrics,
  askOne,
  askPlainly,
  createAskMetrics,
} from '../../../../src/exposition/asked/ask-metrics.ts'
import { loadProof } from '../../../support/watchdog.ts'

describe('a metric that is asked', () => {
  test('owns what it does', () => {
    const owners = createOwners()
    const ask = createAskMetrics(createWatchdog({ stopwatch: () => 0, owners }))
    assert.deepEqual(
      askOne(ask, 'slowburn_toys', () => owners.current()),
      {
        kind: 'metric',
        name: 'slowburn_toys',
      },
    )
    assert.equal(owners.current(), null)
  })

  test('is interrupted where it does not return, and the next is asked', () => {
    const { watchdog, forever } = loadProof(0.1)
    const ask = createAskMetrics(watchdog)
    assert.throws(() => askOne(ask, 'slowburn_toys', forever), /^Error: it did not return within 0.1 s$/)
    assert.equal(
      askOne(ask, 'slowburn_sound', () => 7),
      7,
    )
  })

  test('is interrupted where what it throws does not return when it is read', () => {
    const { watchdog, forever } = loadProof(0.1)
    const ask = createAskMetrics(watchdog)
    const thrown = Object.defineProperty(new Error('toys'), 'message', { get: forever })
    const throwing = (): never => {
      throw thrown
    }
    assert.throws(() => askOne(ask, 'slowburn_toys', throwing), /^Error: it did not return within 0.1 s$/)
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
    const ask = createAskMetrics(watchdog)
    const never = (): never => assert.fail('it was asked')
    assert.throws(() => askOne(ask, 'slowburn_toys', never), /^Error: it was interrupted$/)
    assert.deepEqual(refused, [{ kind: 'metric', name: 'slowburn_toys' }])
  })
})

describe('several metrics that are asked at once', () => {
  const asking: ReadonlyArray<readonly [string, AskMetrics]> = [
    ['under watch', createAskMetrics(createWatchdog({ stopwatch: () => 0 }))],
    ['without watch', askPlainly],
  ]
  for (const [what, ask] of asking) {
    test(`${what}, answer each for itself, and one that throws is named alone`, () => {
      const throwing = (): never => {
        throw new Error('out of toys')
      }
      const works = { slowburn_a: () => 1, slowburn_b: throwing, slowburn_c: () => 3 }
      assert.deepEqual(ask(Object.entries(works).map(([metric, work]) => ({ metric, work }))), [
        { value: 1 },
        { fault: 'out of toys' },
        { value: 3 },
      ])
    })
  }

  test('are answered up to one that does not return, which is named alone and asked once', () => {
    const { watchdog, forever } = loadProof(0.1)
    const ask = createAskMetrics(watchdog)
    let times = 0
    const looping = (): never => {
      times += 1
      return forever()
    }
    const asked = [
      { metric: 'slowburn_a', work: () => 1 },
      { metric: 'slowburn_b', work: looping },
      { metric: 'slowburn_c', work: () => 3 },
    ]
    const answers = []
    while (answers.length < asked.length) answers.push(...ask(asked.slice(answers.length)))
    const fault = 'it did not return within 0.1 s'
    assert.deepEqual(answers, [{ value: 1 }, { fault }, { value: 3 }])
    assert.equal(times, 1)
  })

  test('leave others their turn after some milliseconds: what is left is asked the next time', () => {
    let now = 0
    const ask = createAskMetrics(createWatchdog({ stopwatch: () => now }))
    const asked = Array.from({ length: 10 }, () => ({ metric: 'slowburn_a', work: () => (now += 0.001) }))
    assert.equal(ask(asked).length, 3)
    const slow = [{ metric: 'slowburn_a', work: () => (now += 1) }, ...asked]
    assert.equal(ask(slow).length, 1)
  })
})
