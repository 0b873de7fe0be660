import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfValue, fillIn } from '../../../../src/assurance/rollout/fill-in.ts'

test('what is given is filled in, and what is not stands', () => {
  assert.equal(fillIn('a-{version}-{to}-{else}', { version: '1.2', to: '$&' }), 'a-1.2-$&-{else}')
})

test('a version that could be an option, a way out of a folder or two words is refused', () => {
  for (const fine of ['2.14.0', 'v1', 'sha-9f86d0', 'release/2026-11', 'a+b', 'app@sha256:0a'])
    assert.equal(faultOfValue('version', fine), null, fine)
  for (const wrong of [
    '',
    '-rf',
    '--config=x',
    '../v1',
    'a/../../b',
    'a b',
    "a'b",
    'a\nb',
    'a;b',
    '$(id)',
    '/etc/x',
  ])
    assert.notEqual(faultOfValue('version', wrong), null, wrong)
})
