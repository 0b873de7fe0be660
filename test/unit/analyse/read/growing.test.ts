import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Growing } from '../../../../src/analyse/read/growing.ts'

describe('A column that grows', () => {
  test('holds what was pushed, in order, however much it is', () => {
    const column = new Growing()
    assert.deepEqual([...column.numbers()], [])
    for (let i = 0; i < 5000; i++) column.push(i / 2)
    assert.equal(column.length, 5000)
    assert.deepEqual(
      [...column.numbers()],
      Array.from({ length: 5000 }, (_, i) => i / 2),
    )
  })
})
