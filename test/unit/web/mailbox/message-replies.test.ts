import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { letterReply } from '../../../../src/web/mailbox/message-replies.ts'

const LETTER = {
  html: '<html><head></head><body><img src="cid:a@b"></body></html>',
  text: 'text',
  parts: new Map([
    ['a@b', { contentType: 'image/png', body: Buffer.from('png') }],
    ['x', { contentType: 'text/html', body: Buffer.from('<script>') }],
  ]),
}
const BYTES = Buffer.from('whole')
const WHERE = { address: '/mail/1', file: 'slowburn-../1' }
const reply = (what: string, cid = '') => letterReply(LETTER, BYTES, { what, cid }, WHERE)

describe('the parts of a message', () => {
  test('are served inside a sandbox, with pictures from the page itself', () => {
    const shown = reply('html')
    assert.equal(shown?.sandbox, true)
    assert.match(String(shown?.body), /src="\/mail\/1\/parts\/a%40b"/)
    assert.equal(reply('text')?.body, 'text')
    assert.equal(reply('parts', 'a@b')?.type, 'image/png')
  })

  test('are offered for saving where they are no picture, under a harmless name', () => {
    assert.equal(reply('parts', 'x')?.type, 'application/octet-stream')
    assert.match(String(reply('raw')?.headers?.['Content-Disposition']), /filename="slowburn-_1\.eml"/)
  })

  test('do not exist where the message has none such', () => {
    for (const one of [reply('parts'), reply('parts', 'none'), reply('html', 'a@b'), reply('else')])
      assert.equal(one, null)
    assert.equal(letterReply({ ...LETTER, html: null }, BYTES, { what: 'html', cid: '' }, WHERE), null)
  })
})
