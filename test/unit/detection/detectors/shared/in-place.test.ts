import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Seen } from '../../../../../src/detection/detectors/detector.ts'
import { inPlace } from '../../../../../src/detection/detectors/shared/in-place.ts'

interface Sums {
  sum: number
  readonly last: number[]
}

const sums = inPlace<Sums>({
  name: 'sums',
  kinds: ['level'],
  pausedBy: [],
  init: () => ({ sum: 0, last: [0] }),
  copy: ({ sum, last }) => ({ sum, last: last.slice() }),
  advance(state, { at }) {
    state.sum += at
    state.last[0] = at
    return state.sum > 10 ? { log: state.sum, pages: false, kind: 'level', direction: 'up' } : null
  },
  restart: state => state,
})

const at = (moment: number): Seen => ({ at: moment }) as Seen

describe('a detector that advances in place', () => {
  test('steps in a copy, and says the same', () => {
    const first: Sums = { sum: 8, last: [8] }
    const [next, said] = sums.step(first, at(4), null)
    assert.deepEqual(first, { sum: 8, last: [8] })
    assert.deepEqual(next, { sum: 12, last: [4] })
    assert.equal(said?.log, 12)
    assert.deepEqual(sums.advance?.(first, at(4), null), said)
    assert.deepEqual(first, next)
  })

  test('has no other function than those of a detector', () => {
    assert.ok(!('copy' in sums))
  })
})
