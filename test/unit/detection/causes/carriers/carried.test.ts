import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { bestOf, type Carried, carriedBy } from '../../../../../src/detection/causes/carriers/carried.ts'
import { decompose } from '../../../../../src/detection/causes/carriers/decompose.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { drawWork, type PartOfWork, type Work } from '../../../../support/facts/divided-work.ts'

const part = (share: number, rate: number): PartOfWork => ({ share, rate, median: 10 })
const BEFORE = { small: part(0.5, 0.05), large: part(0.3, 0.05), other: part(0.2, 0.05) }

function carried(after: Work, seed = 1, before: Work = BEFORE): Carried | null {
  const drawn = { stretches: 8, tasks: 150 }
  const found = atOnce(
    decompose(
      taskFailureRate,
      Object.keys(before),
      drawWork(randomStream(seed, 'before'), before, drawn),
      drawWork(randomStream(seed, 'after'), after, drawn),
    ),
  )
  return found === null ? null : carriedBy('model', found)
}

describe('a change is carried', () => {
  test('by the part that got worse, with its share', () => {
    const found = carried({ ...BEFORE, large: part(0.3, 0.4) })
    assert.equal(found?.by, 'parts')
    assert.deepEqual(
      found?.carriers.map(one => one.part),
      ['large'],
    )
    assert.ok(found.share.lower > 0.5 && found.share.value > 0.8, JSON.stringify(found.share))
    assert.equal(found.others, 2)
  })

  test('by two parts, where two of several got worse', () => {
    const before = { a: part(0.2, 0.05), b: part(0.2, 0.05), c: part(0.3, 0.05), d: part(0.3, 0.05) }
    const found = carried({ ...before, a: part(0.2, 0.4), b: part(0.2, 0.4) }, 1, before)
    assert.deepEqual(found?.carriers.map(one => one.part).toSorted(), ['a', 'b'])
  })

  test('by the mix, where work moved to a part that was always worse', () => {
    const before = { good: part(0.9, 0.02), bad: part(0.1, 0.4) }
    const found = carried({ good: part(0.4, 0.02), bad: part(0.6, 0.4) }, 1, before)
    assert.equal(found?.by, 'mix')
    assert.deepEqual(
      found?.carriers.map(one => one.part),
      ['bad'],
    )
  })

  test('by none, where all parts got worse alike: in at least 57 of 60 cases', () => {
    const all = { small: part(0.5, 0.2), large: part(0.3, 0.2), other: part(0.2, 0.2) }
    const named = Array.from({ length: 60 }, (_, seed) => carried(all, seed)).filter(one => one !== null)
    assert.ok(named.length <= 3, JSON.stringify(named))
  })

  test('by none, where nothing but chance changed: in at least 57 of 60 cases', () => {
    const named = Array.from({ length: 60 }, (_, seed) => carried(BEFORE, seed)).filter(one => one !== null)
    assert.ok(named.length <= 3, JSON.stringify(named))
  })

  test('best by the label whose fewest values carry most', () => {
    const one = carried({ ...BEFORE, large: part(0.3, 0.4) })
    assert.ok(one !== null)
    const two = { ...one, label: 'task_type', carriers: [...one.carriers, ...one.carriers] }
    const weaker = { ...one, label: 'a', share: { ...one.share, lower: one.share.lower - 0.1 } }
    assert.equal(bestOf([two, weaker, one]), one)
    assert.equal(bestOf([]), null)
  })
})
