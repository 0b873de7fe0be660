import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { renderAlertEmail } from '../../../../src/delivery/email/render.ts'
import { readMime } from '../../../../src/delivery/mime/read.ts'
import { addresseeOf, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'

describe('the reader of messages', () => {
  test('gives a message back with its text, HTML and chart', () => {
    const message = renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS)
    const { headers, parts } = readMime(message.bytes)
    assert.equal(headers.get('subject'), message.subject)
    assert.deepEqual(
      parts.map(({ type }) => type),
      ['text/plain', 'text/html', 'image/png', 'image/png'],
    )
    const [, page, chart] = parts
    assert.ok(Buffer.from(page?.bytes ?? []).includes(`cid:${chart?.contentId}`))
    assert.deepEqual([...(chart?.bytes.subarray(1, 4) ?? [])], [...Buffer.from('PNG')])
  })

  test('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => void readMime(bytes)))
    const lines = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary="b"',
      '--b',
      '--b--',
      '',
      'Subject: =?utf-8?Q?=C3?=',
      'Content-Transfer-Encoding: base64',
      'Content-Type: multipart/related; boundary=b',
      '====',
    )
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 40 }),
        found => void readMime(Buffer.from(found.join('\r\n'))),
      ),
    )
  })
})
