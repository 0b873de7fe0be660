import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lease } from '../../../../src/exposition/formats/lease.ts'

test('a lease counts as one reader of each that it took, until it ends, however often that is said', () => {
  const [one, other] = [{ count: 0 }, { count: 0 }]
  const [first, second] = [new Lease(), new Lease()]
  first.take(one)
  first.take(other)
  second.take(one)
  assert.deepEqual([one.count, other.count], [2, 1])
  first.end()
  first.end()
  assert.deepEqual([one.count, other.count], [1, 0])
  second.end()
  assert.equal(one.count, 0)
})
