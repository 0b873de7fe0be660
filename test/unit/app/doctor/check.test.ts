import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fault, STAGES, warning } from '../../../../src/app/doctor/check.ts'

test('a finding says what, where and what to do, and how bad it is', () => {
  assert.deepEqual(fault('a', 'b', 'c'), { level: 'fault', where: 'a', what: 'b', remedy: 'c' })
  assert.equal(warning('a', 'b', 'c').level, 'warning')
})

test('causes come before what they cause', () => {
  const before = (a: (typeof STAGES)[number], b: (typeof STAGES)[number]): boolean =>
    STAGES.indexOf(a) < STAGES.indexOf(b)
  assert.ok(before('configuration', 'data') && before('data', 'service') && before('service', 'delivery'))
})
