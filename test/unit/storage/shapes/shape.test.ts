import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import {
  count,
  fieldsOf,
  figure,
  moment,
  oneOf,
  orNull,
  shape,
} from '../../../../src/storage/shapes/shape.ts'

test('a shape says where a value is wrong, and leaves alone what it does not name', () => {
  const one = shape(fieldsOf<{ at: number; n: number }>({ at: moment, n: count }))
  assert.equal(one({ at: 1, n: 2, more: true }), null)
  assert.match(one({ at: -1, n: 2 }) ?? '', /^at must be >= 0/)
  assert.match(one({ at: 1 }) ?? '', /required properties n/)
  assert.match(one(null) ?? '', /^it must be object/)
})

test('a moment lies in the years that can be written, and a figure may be none', () => {
  const at = shape(moment)
  assert.deepEqual([at(0), at(Date.UTC(9999, 11, 31))], [null, null])
  for (const wrong of [8.64e15, 1e308, '1', null]) assert.notEqual(at(wrong), null)
  assert.equal(shape(figure)(null), null)
  assert.notEqual(shape(figure)('1'), null)
})

test('what may be null or one of some names is nothing else', () => {
  const state = shape(Type.Object({ state: orNull(oneOf(['open', 'over'])) }))
  assert.deepEqual([state({ state: null }), state({ state: 'over' })], [null, null])
  assert.match(state({ state: 'garbage' }) ?? '', /state/)
})
