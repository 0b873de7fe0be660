import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOutages } from '../../../src/core/outages.ts'

function saying() {
  const outages = createOutages()
  const said: string[] = []
  return {
    said,
    fails: (what: string, reason: string) =>
      outages.failed(what, reason, () => said.push(`${what}: ${reason}`)),
    works: (what: string) => outages.works(what, () => said.push(`${what} again`)),
  }
}

describe('what fails at every attempt', () => {
  test('is said when it begins and when it works again, and anew when it fails anew', () => {
    const { said, fails, works } = saying()
    works('mail')
    for (let i = 0; i < 100; i++) fails('mail', 'refused')
    works('mail')
    works('mail')
    fails('mail', 'refused')
    assert.deepEqual(said, ['mail: refused', 'mail again', 'mail: refused'])
  })

  test('is said once for each reason, however they alternate, and figures make no other reason', () => {
    const { said, fails } = saying()
    for (let i = 0; i < 50; i++) fails('mail', i % 2 === 0 ? `no answer within ${i}.5 s` : 'refused')
    assert.deepEqual(said, ['mail: no answer within 0.5 s', 'mail: refused'])
  })

  test('with a new reason each time is said ten times', () => {
    const { said, fails } = saying()
    for (let i = 0; i < 50; i++) fails('mail', 'x'.repeat(i))
    assert.equal(said.length, 10)
  })

  test('is said beside whatever else fails', () => {
    const { said, fails, works } = saying()
    fails('mail', 'refused')
    fails('chat', 'refused')
    works('mail')
    fails('chat', 'refused')
    assert.deepEqual(said, ['mail: refused', 'chat: refused', 'mail again'])
  })
})
