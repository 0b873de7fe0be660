import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { DOCUMENTS, rowsOf } from '../../../../../../src/analyse/read/layout/documents/registry.ts'

const rows = (value: unknown): unknown[] =>
  [...rowsOf(value)].map(row => (row instanceof Map ? Object.fromEntries(row) : row))

describe('The rows of a JSON value', () => {
  test('are the object itself, with what lies within it', () => {
    assert.deepEqual(rows({ at: 1, http: { took: 5, by: { host: 'a' } } }), [
      { at: 1, 'http.took': 5, 'http.by.host': 'a' },
    ])
  })

  test('are the elements of a list, and a list of cells is a row', () => {
    assert.deepEqual(rows([{ a: 1 }, { a: 2 }]), [{ a: 1 }, { a: 2 }])
    assert.deepEqual(
      rows([
        [1, '5'],
        [2, null],
      ]),
      [
        [1, '5'],
        [2, null],
      ],
    )
    assert.throws(() => rows([{ a: 1 }, 5]), /neither an object nor a list/)
  })
})

describe('Every kind of document', () => {
  const files = readdirSync(new URL('../../../../../../src/analyse/read/layout/documents/', import.meta.url))

  test('is registered, with a test of its own', () => {
    const kinds = files.filter(file => file !== 'document.ts' && file !== 'registry.ts')
    assert.equal(kinds.length, DOCUMENTS.length)
    const tests = readdirSync(new URL('.', import.meta.url))
    for (const file of kinds) assert.ok(tests.includes(file.replace('.ts', '.test.ts')), file)
  })

  for (const { name, matches } of DOCUMENTS) {
    test(`of ${name} is not seen in plain rows`, () => {
      for (const row of [
        {},
        { time: 1, value: 5 },
        { status: 'ok', data: { x: 1 } },
        { metric: 'cpu', values: 5 },
      ])
        assert.equal(matches(row), false)
    })
  }
})
