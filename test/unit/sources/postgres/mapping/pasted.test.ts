import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identifier, nameOf } from '../../../../../src/sources/postgres/mapping/pasted.ts'

test('names stand in quotes only where PostgreSQL wants them', () => {
  assert.equal(identifier('jobs_2'), 'jobs_2')
  assert.equal(identifier('Read "Er'), '"Read ""Er"')
  assert.equal(nameOf({ schema: 'public', name: 'My.Jobs' }), 'public."My.Jobs"')
})
