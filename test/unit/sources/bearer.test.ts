import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showsBearer } from '../../../src/sources/bearer.ts'

test('whoever shows the token is let in, and nobody who shows a part of it, more than it, or it twice', () => {
  assert.equal(showsBearer({ authorization: 'Bearer a-token' }, 'a-token'), true)
  for (const authorization of [
    undefined,
    '',
    'a-token',
    'Bearer a-toke',
    'Bearer a-token ',
    'bearer a-token',
  ]) {
    assert.equal(showsBearer({ authorization }, 'a-token'), false, String(authorization))
  }
  assert.equal(showsBearer({ authorization: ['Bearer a-token', 'x'] }, 'a-token'), false)
})
