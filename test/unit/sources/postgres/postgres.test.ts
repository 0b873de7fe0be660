import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgres } from '../../../../src/sources/postgres/postgres.ts'

test('PostgreSQL is recognised by its addresses alone', () => {
  const { recognises } = postgres.surveyor
  assert.equal(recognises('postgres://reader@db/app'), true)
  assert.equal(recognises('postgresql://reader@db/app'), true)
  assert.equal(recognises('https://db/app'), false)
  assert.equal(recognises(''), false)
})
