import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, insufficient } from '../../../src/indicators/answer.ts'

test('an estimate is a value with its interval and its n, or says that it is insufficient', () => {
  assert.deepEqual(answer({ value: 2, lower: 1, upper: 3 }, 9), {
    ok: true,
    value: 2,
    lower: 1,
    upper: 3,
    n: 9,
  })
  assert.deepEqual(insufficient(4), { ok: false, reason: 'insufficient', n: 4 })
})
