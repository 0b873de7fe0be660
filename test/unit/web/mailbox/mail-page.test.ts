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
    const folder = mailPage(
      { ways: [{ channel: 'email', to: 'folder', at: 'data/mail' }], messages: [] },
      5,
      NOW,
    )
    assert.match(folder, /<h1>Mailbox<\/h1>.*No mail server is configured.*data\/mail/)
    assert.match(folder, /No message yet/)
    const server = mailPage(
      { ways: [{ channel: 'email', to: 'server', at: 'smtp.example.org' }], messages },
      messages.length,
      NOW,
    )
    assert.match(server, /<h1>Outbox<\/h1>.*smtp\.example\.org/)
    assert.match(server, /Only the latest/)
  })
})

describe('where messages go', () => {
  const wordsOf = (ways: Parameters<typeof mailPage>[0]['ways']): string =>
    mailPage({ ways, messages: [] }, 5, NOW).replaceAll(/<[^>]+>/g, '')

  test('speaks of mail only where a contact has an address', () => {
    const page = wordsOf([{ channel: 'pagerline', to: 'contacts' }])
    assert.match(page, /Messages by pagerline go to the addresses of the contacts\./)
    assert.doesNotMatch(page, /mail server/)
  })

  test('names each place where there are several', () => {
    const page = wordsOf([
      { channel: 'email', to: 'folder', at: 'data/mail' },
      { channel: 'slack', to: 'contacts' },
      { channel: 'ntfy', to: 'contacts' },
    ])
    assert.match(
      page,
      /messages by email are kept in data\/mail\. Messages by slack, ntfy go to the addresses/,
    )
  })

  test('says that nobody is notified where there is no contact', () => {
    assert.match(wordsOf([]), /No contact is configured: nobody is notified\./)
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
