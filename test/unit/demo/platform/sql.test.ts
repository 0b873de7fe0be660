import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { copyText, sequenceStatement, statements } from '../../../../src/demo/platform/sql.ts'

const table = {
  name: 'things',
  columns: ['id', 'name', 'done'],
  serial: true,
  row: () => [],
  changes: () => [],
}

describe("COPY's text format", () => {
  test('parts fields by tabs, and writes null and what would part them with a backslash', () => {
    assert.equal(
      copyText([
        [1, 'plain', true],
        [2, 'tab\there\nback\\slash\r', null],
      ]),
      '1\tplain\ttrue\n2\ttab\\there\\nback\\\\slash\\r\t\\N\n',
    )
  })
})

describe('statements', () => {
  test('insert new rows, number on from the last, and rewrite rows by their key', () => {
    const sql = statements([{ table, inserts: [[7, "it's", false]], updates: [[3, 'x', null]] }])
    assert.equal(
      sql,
      [
        "INSERT INTO things (id, name, done) VALUES\n(7, 'it''s', false)",
        "SELECT setval(pg_get_serial_sequence('things', 'id'), 7)",
        "UPDATE things SET name = 'x', done = NULL WHERE id = 3",
      ].join(';\n'),
    )
  })

  test('hold 500 rows at most', () => {
    const inserts = Array.from({ length: 501 }, (_, i) => [i, 'x', true])
    const sql = statements([{ table: { ...table, serial: false }, inserts, updates: [] }]) ?? ''
    assert.equal(sql.match(/INSERT/g)?.length, 2)
  })

  test('are none where nothing happened', () => {
    assert.equal(statements([{ table, inserts: [], updates: [] }]), null)
    assert.equal(sequenceStatement({ table, inserts: [], updates: [] }), null)
  })
})
