import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createGrouping, groupKey } from '../../../src/series/grouping.ts'

const admitted = new Map([['task_type', new Set(['build'])]])

describe('the series of a cell', () => {
  test('is named by the labels that split the indicator', () => {
    const grouping = createGrouping(['task_type'], 'db', admitted)
    const { labels, key } = grouping({ model: 'm', task_type: 'build' })
    assert.deepEqual(labels, { task_type: 'build' })
    assert.equal(key, groupKey({ task_type: 'build' }, ['task_type']))
  })

  test('is other where a value has no place, and unknown where there is none', () => {
    const grouping = createGrouping(['task_type', 'model'], 'db', admitted)
    assert.deepEqual(grouping({ task_type: 'review' }).labels, { task_type: 'other', model: 'unknown' })
    assert.equal(
      grouping({ task_type: 'report' }),
      grouping({ task_type: 'review' }),
      'one group for all of them',
    )
  })

  test('carries the name of the source where it is asked for', () => {
    assert.deepEqual(createGrouping(['source'], 'db', admitted)({ task_type: 'build' }).labels, {
      source: 'db',
    })
  })

  test('keys tell labels apart that would read the same when joined', () => {
    assert.notEqual(groupKey({ a: 'x', b: 'yz' }, ['a', 'b']), groupKey({ a: 'xy', b: 'z' }, ['a', 'b']))
  })
})
