import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainOf, fault, warning } from '../../../../src/delivery/deliverability/sending.ts'

test('a doubt names its kind, and how bad it is', () => {
  assert.deepEqual(fault('a', 'b', 'c'), { code: 'a', level: 'fault', what: 'b', remedy: 'c' })
  assert.equal(warning('a', 'b', 'c').level, 'warning')
  assert.equal(domainOf('"odd@local"@Example.ORG'), 'example.org')
})
