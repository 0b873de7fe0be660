import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { storable } from '../../../../src/core/reading/storable.ts'
import { ANY_CHARACTER, ANY_UNIT } from '../../../support/any-text.ts'

test('half of a pair and NUL are replaced, and nothing else is', () => {
  assert.equal(storable('cut \ud83d, \udd25 and \0'), 'cut \ufffd, \ufffd and \ufffd')
  fc.assert(
    fc.property(fc.string({ unit: ANY_CHARACTER }), text => {
      assert.equal(storable(text), text.replaceAll('\0', '\ufffd'))
    }),
  )
})

test('any text is the same once SQLite has kept it, by itself and as JSON', () => {
  const db = new DatabaseSync(':memory:')
  const kept = db.prepare(`SELECT :text AS text, json_extract(:json, '$') IS :text AS same`)
  fc.assert(
    fc.property(fc.string({ unit: ANY_UNIT }), any => {
      const text = storable(any)
      assert.deepEqual({ ...kept.get({ text, json: JSON.stringify(text) }) }, { text, same: 1 })
    }),
  )
})
