import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Attributed,
  firstOf,
  holdAll,
  holdsAny,
  joined,
  momentOf,
  numberOf,
  textOf,
  valueAt,
} from '../../../../src/sources/otlp/attributes.ts'

const item: Attributed = {
  name: 'chat',
  kind: 5,
  attributes: new Map<string, string | number | boolean>([
    ['a', 'x'],
    ['empty', ''],
    ['n', 7],
    ['text', '12.5'],
    ['flag', false],
  ]),
  resource: new Map([
    ['a', 'of the resource'],
    ['service.name', 'app'],
  ]),
}

describe('an attribute', () => {
  test('is that of the item, else that of its resource; a span has a name and a kind too', () => {
    assert.deepEqual(
      ['a', 'service.name', 'span.name', 'span.kind', 'none'].map(name => valueAt(item, name)),
      ['x', 'app', 'chat', 'consumer', undefined],
    )
  })

  test('is found under the first of its names that has something', () => {
    assert.equal(firstOf(item, ['none', 'empty', 'n', 'a']), 7)
    assert.equal(textOf(item, ['n']), '7')
    assert.equal(textOf(item, ['none']), undefined)
    assert.equal(numberOf(item, ['text']), 12.5)
    assert.equal(numberOf(item, ['a']), undefined)
  })

  test('is joined with others, and with words', () => {
    assert.equal(joined(item, ['=process', 'none', 'empty', 'a', 'n']), 'process x 7')
  })

  test('meets a condition by being there, by its value, or by one of several', () => {
    assert.equal(holdAll(item, { a: true, n: 7, 'span.kind': ['producer', 'consumer'] }), true)
    assert.equal(holdAll(item, { a: true, n: '7' }), false)
    assert.equal(holdAll(item, { none: true }), false)
    assert.equal(holdAll(item, { flag: true }), true, 'true: there is a value, whatever it is')
    assert.equal(holdsAny(item, { none: true, n: [1, 7] }), true)
    assert.equal(holdsAny(item, {}), false)
  })
})

describe('a moment', () => {
  test('is ISO 8601, or a number since 1970 whose size says its unit', () => {
    const at = Date.UTC(2026, 4, 1)
    assert.deepEqual(
      [at / 1000, at, at * 1000, at * 1e6, String(at), new Date(at).toISOString()].map(momentOf),
      Array.from({ length: 6 }, () => at),
    )
    assert.deepEqual(
      [undefined, true, '', 'soon', 0, -1].map(momentOf),
      Array.from({ length: 6 }, () => undefined),
    )
  })
})
