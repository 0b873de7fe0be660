import assert from 'node:assert/strict'
import { test } from 'node:test'
import { templateOptions } from '../../../../../src/delivery/notifiers/template/options.ts'

test('a template needs an address and a body, and goes to programs unless said', () => {
  assert.equal(templateOptions.safeParse({ url: 'https://x.example' }).success, false)
  const options = templateOptions.parse({ url: 'https://x.example/{{id}}', body: { a: ['{{title}}', 1] } })
  assert.equal(options.to, 'programs')
})

test('the host of the address is written out: nothing that is received can choose it', () => {
  assert.equal(templateOptions.safeParse({ url: 'https://{{rule}}/x', body: 'x' }).success, false)
  assert.equal(templateOptions.safeParse({ url: 'ftp://x.example', body: 'x' }).success, false)
})

test('an unknown placeholder is a fault, however deep it stands', () => {
  const { error } = templateOptions.safeParse({ url: 'https://x.example', body: { a: [{ b: '{{titel}}' }] } })
  assert.match(JSON.stringify(error?.issues), /titel/)
})
