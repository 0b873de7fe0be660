import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE, SECOND } from '../../../src/core/duration.ts'
import { pullBudget, sourceName } from '../../../src/sources/source-type.ts'

test('a pull has half a minute unless the source says otherwise, and never less than a second', () => {
  assert.equal(pullBudget.parse(undefined), 30 * SECOND)
  assert.equal(pullBudget.parse('2m'), 2 * MINUTE)
  assert.equal(pullBudget.safeParse('100ms').success, false)
})

test('a name is made of letters, digits and a few signs', () => {
  assert.equal(sourceName.parse('platform 2'), 'platform 2')
  assert.equal(sourceName.safeParse('a/b').success, false)
})
