import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { type MimeInput, mailbox, writeMime } from '../../../../src/delivery/mime/write.ts'

const INPUT: MimeInput = {
  headers: [
    ['From', mailbox('slowburn prüfung', 'slowburn@example.org')],
    ['To', 'ann@example.org'],
    ['Subject', 'Größe von „build“ steigt\r\nBcc: eve@example.org'],
  ],
  text: 'Grüße\n.\nEnd',
  html: '<p>Grüße</p>',
  images: [{ contentId: 'c@x', filename: 'chart.png', type: 'image/png', bytes: Buffer.from('PNG') }],
  seed: '<1@example.org>',
}

describe('a message', () => {
  test('is the same to the byte whenever it is written', () => {
    assert.deepEqual(writeMime(INPUT), writeMime(INPUT))
  })

  test('is read by a mail program as it was meant', async () => {
    const mail = await simpleParser(Buffer.from(writeMime(INPUT)))
    assert.equal(mail.from?.text, '"slowburn prüfung" <slowburn@example.org>')
    assert.equal(mail.subject, 'Größe von „build“ steigt Bcc: eve@example.org')
    assert.equal(mail.text?.trim(), 'Grüße\n.\nEnd')
    assert.equal(mail.attachments[0]?.cid, 'c@x')
    assert.ok(!mail.headers.has('bcc'), 'no header is smuggled in')
  })

  test('has an address outside ASCII as it is, and never as an encoded word', () => {
    const headers = [['To', 'jürgen@büro.example'] as const]
    const text = Buffer.from(writeMime({ ...INPUT, headers })).toString('utf8')
    assert.match(text, /^To: jürgen@büro\.example\r$/m)
  })

  test('has lines of seven-bit characters that no server has to cut', () => {
    const text = Buffer.from(writeMime({ ...INPUT, text: 'ü'.repeat(5000) })).toString('latin1')
    assert.doesNotMatch(text, /[^\t\r\n -~]/)
    assert.doesNotMatch(text, /[^\r]\n/)
    assert.ok(Math.max(...text.split('\r\n').map(line => line.length)) <= 998)
  })
})
