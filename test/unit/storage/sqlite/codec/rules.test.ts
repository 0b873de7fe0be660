import assert from 'node:assert/strict'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { test } from 'node:test'
import {
  also,
  blob,
  type ColumnRule,
  copied,
  flag,
  instead,
  json,
  millis,
  named,
  number,
  oneOf,
  orNull,
  refersTo,
  string,
  whole,
} from '../../../../../src/storage/sqlite/codec/rules.ts'

const db = new DatabaseSync(':memory:')
db.exec('CREATE TABLE others (id INTEGER PRIMARY KEY); INSERT INTO others VALUES (7)')

/** Of each value, whether the rule holds it for sound; `beside` is the JSON in the column next to it. */
function sound({ sound: sql }: ColumnRule, values: readonly SQLInputValue[], beside: string | null = null) {
  const check = db.prepare(
    `SELECT coalesce((${sql.replaceAll('?', 'v')}), 0) AS sound FROM (SELECT :value AS v, :beside AS j)`,
  )
  return values.map(given => {
    // A number of JavaScript is bound as a real one.
    const value = Number.isSafeInteger(given) ? BigInt(given as number) : given
    return check.get({ value, beside })?.sound === 1
  })
}

test('numbers are whole, within their bounds, or at least finite', () => {
  assert.deepEqual(sound(whole(1, 3), [1, 3, 0, 4, 1.5, '1', null, 2n ** 63n - 1n]), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ])
  assert.deepEqual(sound(millis, [0, 8.64e15, -1]), [true, false, false])
  assert.deepEqual(sound(flag, [0, 1, 2]), [true, true, false])
  assert.deepEqual(sound(number, [1, -1.5, Number.MAX_VALUE, Number.POSITIVE_INFINITY, 'x']), [
    true,
    true,
    true,
    false,
    false,
  ])
})

test('texts, names and bytes are what they say', () => {
  assert.deepEqual(sound(string, ['', 'a', 1]), [true, true, false])
  assert.deepEqual(sound(named, ['', 'a', new Uint8Array([1])]), [false, true, false])
  assert.deepEqual(sound(blob, ['a', new Uint8Array([1])]), [false, true])
  assert.deepEqual(sound(also(string, 'length(?) = 2'), ['ab', 'a']), [true, false])
  assert.deepEqual(sound(oneOf(['a', "b'c"]), ['a', "b'c", 'd']), [true, true, false])
  assert.deepEqual(
    sound(
      json(() => null),
      ['{}', '{', 'x', 1],
    ),
    [true, false, false, false],
  )
})

test('what may be null is sound without a value, and a reference names a row that is there', () => {
  assert.deepEqual(sound(orNull(millis), [null, 1, 'x']), [true, true, false])
  assert.deepEqual(sound(refersTo('others'), [7, 8]), [true, false])
})

test('a copy is what the JSON beside it says, and that is what takes its place', () => {
  const copy = copied(string, 'j', 'id')
  assert.deepEqual(sound(copy, ['a', 'b'], '{"id":"a"}'), [true, false])
  // Where the JSON says nothing, it is the JSON that is wrong.
  assert.deepEqual(sound(copy, ['a'], '{}'), [true])
  assert.deepEqual(sound(copy, ['a'], 'x'), [true])
  assert.equal(db.prepare(`SELECT ${copy.instead} AS v FROM (SELECT '{"id":"a"}' AS j)`).get()?.v, 'a')
  assert.equal(instead(millis, '0').instead, '0')
})
