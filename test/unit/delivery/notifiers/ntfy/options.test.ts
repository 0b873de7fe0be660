import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ntfyOptions } from '../../../../../src/delivery/notifiers/ntfy/options.ts'

test('a topic is on ntfy.sh unless a server is named, and no path', () => {
  assert.deepEqual(ntfyOptions.parse({ topic: 'x' }), { url: 'https://ntfy.sh', topic: 'x', token: null })
  assert.equal(ntfyOptions.safeParse({ topic: 'a/b' }).success, false)
})
