import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { legibleJson, legibleText } from '../../../../../src/sources/postgres/mapping/legible-json.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'

describe('a JSON that holds a NUL', () => {
  test('is read by every function of PostgreSQL, with U+FFFD in its place', async t => {
    const { db, session } = await embeddedSession(t)
    await db.sql(`CREATE TABLE calls (id int, meta json);
      INSERT INTO calls VALUES (1, '{"model": "m\\u0000", "n": 1}'), (2, '{"model": "m"}'), (3, NULL)`)
    const json = legibleJson({ name: 'meta', type: 'json' })
    const text = `SELECT ${json} #>> ARRAY['model'], ${json} ->> 'n' FROM calls AS t ORDER BY id`
    const [rows = []] = await session.read([{ text, values: [] }])
    assert.deepEqual(rows, [
      ['m\ufffd', '1'],
      ['m', null],
      [null, null],
    ])
    await assert.rejects(
      session.read([{ text: `SELECT t.meta ->> 'n' FROM calls AS t`, values: [] }]),
      /unsupported Unicode escape sequence/,
    )
  })

  test('is of type json: jsonb refuses it', () => {
    assert.equal(legibleJson({ name: 'meta', type: 'jsonb' }), 't."meta"')
    assert.equal(legibleText('jsonb', '"\\u0000"'), '"\\u0000"')
    assert.equal(legibleText('json', '{"a": "x\\u0000y"}'), '{"a": "x\\ufffdy"}')
  })
})
