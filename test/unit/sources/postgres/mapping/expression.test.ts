import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseExpression } from '../../../../../src/sources/postgres/mapping/expression.ts'
import { column, table } from '../../../../support/postgres/postgres-relations.ts'

const JOBS = table(
  'jobs',
  [
    column('done', 'timestamp without time zone'),
    column('failed', 'timestamp without time zone'),
    column('at', 'timestamp with time zone'),
    column('ms', 'bigint'),
    column('we"ird', 'numeric'),
  ],
  [],
)

function sqlOf(text: string): string {
  const found = parseExpression(text, JOBS)
  if (found === null) return 'no call'
  return 'message' in found ? found.message : `${found.sql} : ${found.type}`
}

describe('an expression in place of a column', () => {
  test('is a call of a function that is known, with columns as they are quoted', () => {
    assert.equal(
      sqlOf('epoch_ms(ms)'),
      'pg_catalog.to_timestamp(nullif(t."ms", 0) / 1000.0) : timestamp with time zone',
    )
    assert.equal(
      sqlOf(' epoch_s( we"ird ) '),
      'pg_catalog.to_timestamp(nullif(t."we""ird", 0)::double precision) : timestamp with time zone',
    )
    assert.equal(
      sqlOf('epoch_us(ms)'),
      'pg_catalog.to_timestamp(nullif(t."ms", 0) / 1000000.0) : timestamp with time zone',
    )
    assert.equal(
      sqlOf('at_zone(done, Europe/Berlin)'),
      `(t."done" AT TIME ZONE 'Europe/Berlin') : timestamp with time zone`,
    )
    assert.equal(
      sqlOf('coalesce(done, failed)'),
      'coalesce(t."done", t."failed") : timestamp without time zone',
    )
  })

  test('is nothing where there are no parentheses', () => {
    for (const text of ['created_at', 'metadata.model', '', '(', 'f(x']) assert.equal(sqlOf(text), 'no call')
  })

  test('that makes no sense says why', () => {
    assert.equal(sqlOf('now()'), 'there is no function now')
    assert.equal(sqlOf('constructor(ms)'), 'there is no function constructor')
    assert.match(sqlOf('epoch_ms(nothing)'), /the column nothing does not exist/)
    assert.match(sqlOf('epoch_ms(at)'), /not a number/)
    assert.match(sqlOf('epoch_ms(ms, ms)'), /not given what it takes/)
    assert.match(sqlOf('coalesce(done)'), /not given what it takes/)
    assert.match(sqlOf('coalesce(done, at)'), /done is of type timestamp without time zone, at of type/)
    assert.match(sqlOf('at_zone(at, UTC)'), /reads timestamps without a zone/)
    assert.match(sqlOf('at_zone(done)'), /not given what it takes/)
  })

  test('cannot carry anything else into the statement', () => {
    assert.equal(
      sqlOf(`at_zone(done, UTC'; DROP TABLE jobs --)`),
      `(t."done" AT TIME ZONE 'UTC''; DROP TABLE jobs --') : timestamp with time zone`,
    )
    assert.match(sqlOf('coalesce(done, failed) || (SELECT 1)'), /does not exist/)
  })
})
