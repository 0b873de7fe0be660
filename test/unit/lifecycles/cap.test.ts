import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { capLabels, emptyCensus, type LabelCensus } from '../../../src/lifecycles/cap.ts'

function admit(values: readonly string[], cap: number): { seen: string[]; census: LabelCensus } {
  let census = emptyCensus
  const seen = values.map(value => {
    const capped = capLabels(census, { task_type: value }, cap)
    census = capped.census
    return capped.labels.task_type ?? ''
  })
  return { seen, census }
}

describe('label cap', () => {
  test('admits the first values and calls the rest other, counting them', () => {
    const { seen, census } = admit(['a', 'b', 'c', 'a', 'c', 'd'], 2)
    assert.deepEqual(seen, ['a', 'b', 'other', 'a', 'other', 'other'])
    assert.deepEqual(census, { admitted: { task_type: ['a', 'b'] }, overflowed: { task_type: 3 } })
  })

  test('does not count the overflow value itself, nor give it a place', () => {
    const { seen, census } = admit(['other', 'a'], 1)
    assert.deepEqual(seen, ['other', 'a'])
    assert.deepEqual(census, { admitted: { task_type: ['a'] }, overflowed: {} })
  })

  test('counts each label by itself', () => {
    const first = capLabels(emptyCensus, { model: 'm', task_type: 'a' }, 1)
    const second = capLabels(first.census, { model: 'm', task_type: 'b' }, 1)
    assert.deepEqual(second.labels, { model: 'm', task_type: 'other' })
  })

  test('returns the very same census and labels where nothing is new', () => {
    const labels = { task_type: 'a' }
    const { census } = capLabels(emptyCensus, labels, 3)
    const again = capLabels(census, labels, 3)
    assert.equal(again.census, census)
    assert.equal(again.labels, labels)
  })
})
