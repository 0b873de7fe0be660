import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BAD_LABELS, COMMON, GOOD_LABELS, WORK } from '../../../../src/sources/otlp/conventions.ts'

describe('the conventions', () => {
  test('say of each kind of work when it is, and what it is called', () => {
    for (const { when, taskType } of WORK) {
      assert.ok(Object.keys(when).length > 0 && taskType.length > 0, JSON.stringify(when))
    }
  })

  test('ask no one twice: conditions that hold always after others would never be met', () => {
    const conditions = WORK.map(({ when }) => JSON.stringify(when))
    assert.equal(new Set(conditions).size, conditions.length)
  })

  test('name each attribute once in a list', () => {
    for (const list of Object.values(COMMON)) {
      if (Array.isArray(list)) assert.equal(new Set(list).size, list.length)
    }
  })

  test('call no label good and bad', () => {
    assert.deepEqual(
      [...GOOD_LABELS].filter(label => BAD_LABELS.has(label)),
      [],
    )
  })
})
