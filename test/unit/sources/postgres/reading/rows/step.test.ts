import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newStep, partsOf, rowsAStep } from '../../../../../../src/sources/postgres/reading/rows/step.ts'

test('a step begins with the number of its rows and nothing else', () => {
  assert.deepEqual(newStep([['a'], ['b']]), { events: [], refusals: [], rows: 2 })
})

test('a chunk has parts in order, of which the last is known as such; one without rows has one part', () => {
  const chunk = ['a', 'b', 'c', 'd', 'e'].map(cell => [cell])
  const parts = (size: number, rows = chunk) =>
    [...partsOf(rows, () => size)].map(({ rows: part, isLast }) => `${part.join('')}${isLast ? '.' : ''}`)
  assert.deepEqual(parts(2), ['ab', 'cd', 'e.'])
  assert.deepEqual(parts(5), ['abcde.'])
  assert.deepEqual(parts(9, []), ['.'])
})

test('a step has at least as many rows as are followed, whose keys are written with it', () => {
  assert.equal(rowsAStep(0), rowsAStep(200))
  assert.equal(rowsAStep(7000), 7000)
})
