import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOf, type Owner } from '../../../src/core/loop-guard/owners.ts'
import { NoTimeLeft } from '../../../src/core/watchdog.ts'
import { counted, type Measure } from '../../../src/indicators/measure.ts'
import { takenBy } from '../../../src/indicators/taken.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { lifecycle } from '../../support/facts/lifecycles.ts'

interface Taken {
  place: number
  at: number
  amount: number | null
}

function taking(...[measure, lifecycles, watch]: [Measure, Lifecycle[], Parameters<typeof takenBy>[3]?]) {
  const taken: Taken[] = []
  const fault = takenBy(measure, lifecycles, (place, at, amount) => taken.push({ place, at, amount }), watch)
  return { taken, fault }
}

const open = lifecycle('task', { openedAt: 3 })
const ended = lifecycle('task', { openedAt: 3, endedAt: 5 })

test('a lifecycle is taken at the moment of the measure, and one that does not count is not', () => {
  const ends = counted('ends', ({ endedAt }) => endedAt)
  assert.deepEqual(taking(ends, [open, ended]), { taken: [{ place: 1, at: 5, amount: 1 }], fault: null })
})

test('a failure is kept in the place of the amount, and where no moment came, at each that the lifecycle has', () => {
  const nowhere = counted('nowhere', () => Number.NaN)
  assert.deepEqual(taking(nowhere, [open, ended]), {
    taken: [
      { place: 0, at: 3, amount: null },
      { place: 1, at: 3, amount: null },
      { place: 1, at: 5, amount: null },
    ],
    fault: { measure: 'nowhere', message: 'its moment is NaN', count: 2 },
  })
  const endless = {
    ...counted('endless', ({ endedAt }) => endedAt),
    count: () => Number.POSITIVE_INFINITY,
  }
  assert.deepEqual(taking(endless, [open, ended]), {
    taken: [{ place: 1, at: 5, amount: null }],
    fault: { measure: 'endless', message: 'its count is Infinity', count: 1 },
  })
})

test('a measure that is set aside is not asked', () => {
  const watch = {
    begin: (who: Owner): void => {
      throw new Error(`${nameOf(who)} did not return`)
    },
    end: () => {},
  }
  const asked = counted('asked', () => assert.fail('it is set aside'))
  const { taken, fault } = taking(asked, [open], watch)
  assert.deepEqual(taken, [{ place: 0, at: 3, amount: null }])
  assert.equal(fault?.message, 'measure asked did not return')
})

test('where no part has time left, nothing is taken: it is no failure of the measure', () => {
  const watch = {
    begin: (): void => {
      throw new NoTimeLeft('slowburn ends')
    },
    end: () => {},
  }
  const asked = counted('asked', () => assert.fail('nobody has time left'))
  assert.throws(() => taking(asked, [open], watch), NoTimeLeft)
})
