import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ADMIN, depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const SIGNED = `https://slowburn.example.org/act/${'p'.repeat(40)}.${'s'.repeat(43)}`
const { views, messages } = await fixture()
const [message] = messages
assert.ok(message !== undefined)
const bytes = Buffer.from(
  `From: a@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAcknowledge:\r\n${SIGNED}\r\nto ann.lee@example.org\r\n`,
)
const deps = depsOf({ ...views, message: () => ({ ...message, bytes }) })

describe('who reads the pages', () => {
  for (const path of ['mail/1', 'mail/1/text']) {
    test(`sees at /${path} neither a link that acts for another nor a full address`, async () => {
      const { status, body } = await withWeb(deps, url => ask(url + path))
      assert.equal(status, 200)
      assert.doesNotMatch(body, /sssss|ann\.lee/)
      assert.match(body, /Acknowledge/)
    })
  }

  test('cannot have the message as it was sent', async () => {
    assert.equal((await withWeb(deps, url => ask(`${url}mail/1/raw`))).status, 403)
  })
})

test('an administrator can have the message as it was sent', async () => {
  const answer = await withWeb({ ...deps, access: ADMIN.access }, url =>
    ask(`${url}mail/1/raw`, { headers: ADMIN.headers }),
  )
  assert.deepEqual(answer.bytes, bytes)
})
