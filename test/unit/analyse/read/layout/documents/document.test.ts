import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFields, labelled, listOf } from '../../../../../../src/analyse/read/layout/documents/document.ts'

test('A row of a series has its labels, its time, and its value as a number', () => {
  assert.deepEqual(labelled({ host: 'a', value: 'x' }, 7, '5.5'), {
    host: 'a',
    exported_value: 'x',
    time: 7,
    value: 5.5,
  })
  assert.deepEqual(labelled(undefined, 7, '+Inf'), { time: 7, value: '+Inf' })
})

test('What is no list holds nothing, and a list is no object', () => {
  assert.deepEqual([listOf('a'), listOf([1])], [[], [1]])
  assert.deepEqual([{}, [], null, 'a'].map(isFields), [true, false, false, false])
})
