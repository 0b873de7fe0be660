import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isReceiving } from '../../../src/sources/source.ts'
import { fakeReceiver } from '../../support/facts/fake-receiver.ts'
import { fakeSource } from '../../support/facts/fake-source.ts'

test('a source receives if it has routes, and is pulled otherwise', () => {
  assert.equal(isReceiving(fakeReceiver('hook')), true)
  assert.equal(isReceiving(fakeSource('table', [])), false)
})
