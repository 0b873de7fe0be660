import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStrikes } from '../../../../src/core/loop-guard/strikes.ts'

test('three strikes within an hour put a part out for good, and nobody else', () => {
  let now = 0
  const strikes = createStrikes(() => now)
  for (const at of [0, 1700, 3500]) {
    assert.ok(!strikes.isOut('toy'))
    now = at
    strikes.add('toy')
  }
  assert.ok(strikes.isOut('toy'))
  assert.ok(!strikes.isOut('other'))
  now = 1e6
  strikes.add('toy')
  assert.ok(strikes.isOut('toy'))
})

test('a part that strikes now and then is never out', () => {
  let now = 0
  const strikes = createStrikes(() => now)
  for (let i = 0; i < 100; i += 1) {
    now += 1900
    strikes.add('toy')
    assert.ok(!strikes.isOut('toy'))
  }
})
