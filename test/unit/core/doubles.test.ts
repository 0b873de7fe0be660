import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { asDoubles, doubles } from '../../../src/core/doubles.ts'

setFlagsFromString('--allow-natives-syntax')
const keepsDoubles: (list: readonly number[]) => boolean = runInThisContext(
  'list => %HasDoubleElements(list) && !%HasHoleyElements(list)',
)

describe('a list of doubles', () => {
  test('is of noughts, and kept so, as are its copies', () => {
    assert.deepEqual(doubles(3), [0, 0, 0])
    assert.deepEqual(doubles(0), [])
    assert.ok(keepsDoubles(doubles(60)))
    const copy = doubles(60).slice()
    copy[7] = 2 ** 40
    assert.ok(keepsDoubles(copy))
  })

  test('is made of one that is frozen, or of whole numbers, which stays as it is', () => {
    const given = Object.freeze([1, -2, 3])
    const list = asDoubles(given)
    list[0] = 4
    assert.deepEqual(
      [given, list],
      [
        [1, -2, 3],
        [4, -2, 3],
      ],
    )
    assert.ok(keepsDoubles(list) && !keepsDoubles(given))
  })
})
