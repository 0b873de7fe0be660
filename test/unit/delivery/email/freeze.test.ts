import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { freeze, messageIdOf } from '../../../../src/delivery/email/freeze.ts'
import { NOW, SETTINGS } from '../../../support/alerts/alert-samples.ts'

const BODY = { subject: 'PAGE Run time', text: 'text', html: '<p>html</p>', images: [] }
const ENVELOPE = {
  id: 'e1',
  sequence: 2,
  recipient: 'ann@example.org',
  at: NOW,
  state: 'firing',
  severity: 'page',
}
const ROOT = '<s1.1.abc@example.org>'

describe('a frozen message', () => {
  test('answers the message that it is told, whatever its number', async () => {
    const { bytes, subject } = freeze(BODY, { ...ENVELOPE, root: ROOT }, SETTINGS)
    const mail = await simpleParser(Buffer.from(bytes))
    assert.deepEqual([mail.inReplyTo, mail.references], [ROOT, ROOT])
    assert.equal(subject, 'Re: PAGE Run time')
  })

  test('begins a conversation where there is nothing to answer', async () => {
    for (const root of [null, undefined]) {
      const { bytes, subject } = freeze(
        BODY,
        { ...ENVELOPE, ...(root === undefined ? {} : { root }) },
        SETTINGS,
      )
      const mail = await simpleParser(Buffer.from(bytes))
      assert.equal(mail.inReplyTo, undefined)
      assert.equal(subject, BODY.subject)
    }
  })

  test('does not put an answer before the word that it is over', () => {
    const body = { ...BODY, subject: 'RESOLVED Run time' }
    const { subject } = freeze(body, { ...ENVELOPE, state: 'resolved', root: ROOT }, SETTINGS)
    assert.equal(subject, 'RESOLVED Run time')
  })
})

test('a Message-ID is made from conversation, number and recipient, whatever the case of the address', () => {
  const id = messageIdOf('e1', 1, 'Ann@example.org', SETTINGS.sender)
  assert.equal(id, messageIdOf('e1', 1, 'ann@example.org', SETTINGS.sender))
  assert.match(id, /^<e1\.1\.[0-9a-f]{16}@example\.org>$/)
  assert.match(messageIdOf('e1', 1, 'ann@example.org', 'nobody'), /@(nobody|slowburn\.invalid)>$/)
})
