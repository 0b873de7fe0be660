import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Carried } from '../../../src/detection/causes/carriers/carried.ts'
import { carriedFacts, carriedWords } from '../../../src/presentation/carried-words.ts'

const PARTS: Carried = {
  label: 'model',
  by: 'parts',
  carriers: [{ part: 'm-large', work: { before: 0.28, after: 0.3 }, value: { before: 41.2, after: 66 } }],
  share: { value: 0.92, lower: 0.853, upper: 0.991 },
  others: 3,
}

const MIX: Carried = {
  label: 'task_type',
  by: 'mix',
  carriers: [{ part: 'build', work: { before: 0.12, after: 0.71 }, value: { before: 41.2, after: 41 } }],
  share: { value: 1.02, lower: 0.9, upper: 1.14 },
  others: 1,
}

describe('what carries a change', () => {
  test('is named with its share, its part of the work, and its own values', () => {
    assert.equal(
      carriedWords(PARTS, 'seconds'),
      'model m-large, 92 % of it (85 to 99 %) with 30 % of the work: 41.2 s before, 66 s since; the other 3 changed little',
    )
  })

  test('is said to be work that moved, with who gained by it', () => {
    assert.equal(
      carriedWords(MIX, 'seconds'),
      'work that moved between task types, 102 % of it (90 to 114 %): build did 12 % of the work before, 71 % since',
    )
  })

  test('leaves out an interval that holds nothing else', () => {
    const all = { ...MIX, share: { value: 1, lower: 0.9999, upper: 1.0001 } }
    assert.match(carriedWords(all, 'seconds'), /^work that moved between task types, 100 % of it: build did/)
  })

  test('says where a part is too small to have a value of its own', () => {
    const [carrier] = PARTS.carriers
    assert.ok(carrier)
    const fresh = { ...PARTS, carriers: [{ ...carrier, value: { before: null, after: 66 } }], others: 1 }
    assert.match(
      carriedWords(fresh, 'seconds'),
      /: too few to say before, 66 s since; the other one changed little$/,
    )
  })

  test('strips what a hostile name may hold', () => {
    const [carrier] = MIX.carriers
    assert.ok(carrier)
    const hostile = { ...MIX, carriers: [{ ...carrier, part: 'a\u202Eb\nc' }] }
    assert.doesNotMatch(carriedWords(hostile, 'seconds'), /[\u202E\n]/)
  })

  test('is given to programs as numbers', () => {
    assert.deepEqual(carriedFacts(PARTS), PARTS)
  })
})
