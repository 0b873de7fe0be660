import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { earliest, end, NOTHING_KNOWN, open, remove, sorted } from '../../../src/lifecycles/facts.ts'

const OUTCOMES = ['well', 'badly']

describe('what the kinds share in joining', () => {
  test('the earliest moment stands', () => {
    assert.deepEqual([earliest(null, 5), earliest(3, 5), earliest(7, 5)], [5, 3, 5])
  })

  test('the earliest opening stands whole, with its measures and its labels', () => {
    const early = open(NOTHING_KNOWN, 5, { a: 1, b: 2 }, { x: 'early' })
    const joined = open(early, 9, { a: 3, b: undefined }, { x: 'late' })
    assert.equal(joined, early)
    const earlier = open(early, 4, { a: 3, b: undefined }, { x: 'earlier' })
    assert.deepEqual([earlier.openedAt, earlier.measures, earlier.labels], [4, { a: 3 }, { x: 'earlier' }])
  })

  test('of two ends at one moment the less flattering stands, in either order', () => {
    const one = end(end(NOTHING_KNOWN, 5, 'well', OUTCOMES), 5, 'badly', OUTCOMES)
    const other = end(end(NOTHING_KNOWN, 5, 'badly', OUTCOMES), 5, 'well', OUTCOMES)
    assert.deepEqual([one.outcome, other], ['badly', one])
  })

  test('equal records are equal bytes', () => {
    assert.equal(JSON.stringify(sorted({ b: 1, c: undefined, a: 2 })), '{"a":2,"b":1}')
  })
})

describe('what was removed at its source', () => {
  const gone = remove({ ...NOTHING_KNOWN, openedAt: 1 }, 5)

  test('is open no longer and has no end: it is neither a success nor a failure', () => {
    assert.deepEqual([gone.endedAt, gone.outcome, gone.measures.removed_at], [null, 'removed', 5])
  })

  test('has the end that is seen all the same, whichever comes first', () => {
    const ended = end({ ...NOTHING_KNOWN, openedAt: 1 }, 4, 'completed', ['completed', 'failed'])
    assert.deepEqual(end(gone, 4, 'completed', ['completed', 'failed']), remove(ended, 5))
    assert.equal(remove(ended, 5).outcome, 'completed')
  })
})
