import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mailPage, messagePage } from '../../../../src/web/mailbox/mail-page.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'

const { messages } = await fixture()
const [message] = messages
assert.ok(message !== undefined)
const LETTER = { html: '<p>x</p>', text: 'x', parts: new Map() }

describe('the mailbox', () => {
  test('says where messages go', () => {
    const folder = mailPage({ transport: { kind: 'mailbox', folder: 'data/mail' }, messages: [] }, 5, NOW)
    assert.match(folder, /No mail server is configured.*data\/mail/)
    assert.match(folder, /No message yet/)
    const server = mailPage(
      { transport: { kind: 'smtp', server: 'smtp.example.org' }, messages },
      messages.length,
      NOW,
    )
    assert.match(server, /<h1>Outbox<\/h1>.*smtp\.example\.org/)
    assert.match(server, /Only the latest/)
  })
})

describe('a message', () => {
  test('is shown in a sandbox, and says that its links act only in the message itself', () => {
    const page = messagePage(message, LETTER, NOW)
    assert.match(
      page,
      /<iframe class="letter" src="\/mail\/1\/html" sandbox="allow-popups allow-popups-to-escape-sandbox"/,
    )
    assert.match(page, /work only in the message itself/)
  })

  test('without HTML is its text', () => {
    assert.match(messagePage(message, { ...LETTER, html: null, text: '<b>' }, NOW), /<pre>&lt;b&gt;<\/pre>/)
  })
})
