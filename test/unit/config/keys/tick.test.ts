import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tick } from '../../../../src/config/keys/tick.ts'
import { MINUTE } from '../../../../src/core/duration.ts'

test('tick has its default where nothing is said, and refuses what it cannot be', () => {
  assert.equal(tick.parse(undefined), MINUTE)
  assert.equal(tick.safeParse('soon').success, false)
})
