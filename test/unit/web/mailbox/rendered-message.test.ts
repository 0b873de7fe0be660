import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { writeMime } from '../../../../src/delivery/mime/write.ts'
import { framedHtml, readersLetter, readLetter } from '../../../../src/web/mailbox/rendered-message.ts'
import { inForm } from '../../../support/long-form.ts'
import { letterBytes } from '../../../support/web/letters.ts'

const lines = (value: string | false | undefined | null): string =>
  (value || '').replace(/\r\n?/g, '\n').trimEnd()

const address = (cid: string): string => `/mail/1/parts/${encodeURIComponent(cid)}`

const hello = (headers: string, body: string): Buffer => Buffer.from(`${headers}\r\n\r\n${body}`, 'latin1')

describe('a letter read back', () => {
  test('has the text, the HTML and the picture that nodemailer put into it', async () => {
    const { html, text, parts } = readLetter(await letterBytes('Run time', 'Grüße → 😀'))
    assert.match(html ?? '', /<p>Grüße → 😀<\/p>/)
    assert.match(text ?? '', /^Grüße → 😀\r?\n/)
    const chart = parts.get('chart@slowburn')
    assert.equal(chart?.contentType, 'image/png')
    assert.deepEqual(chart?.body.subarray(1, 4).toString(), 'PNG')
  })

  test('reads what mailparser reads, whatever the words', async () => {
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(words, words, async (text, markup) => {
        const html = `<p>${markup.replace(/[<&]/g, '')}</p>`
        const { message } = await transport.sendMail({
          from: 'a@example.org',
          to: 'b@example.org',
          text,
          html,
        })
        assert.ok(Buffer.isBuffer(message))
        const expected = await simpleParser(message)
        const letter = readLetter(message)
        assert.equal(lines(letter.text), lines(expected.text))
        assert.equal(lines(letter.html), lines(expected.html))
      }),
      { numRuns: inForm(40, 150) },
    )
  })

  test('gives back word for word what slowburn writes, however the lines were folded', () => {
    const line = fc.array(fc.constantFrom('word', 'a', '=', 'é', '😀', '.', '--', '<b>'), { maxLength: 60 })
    const words = fc.array(
      line.map(found => found.join(' ')),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(words, words, (plain, markup) => {
        const text = `${plain.join('\n')}.`
        const html = `<p>${markup.join('\n')}</p>`
        const letter = readLetter(writeMime({ headers: [], text, html, images: [], seed: 'seed' }))
        assert.equal(lines(letter.text), text)
        assert.equal(lines(letter.html), html)
      }),
    )
  })

  test('reads bare line feeds, soft line breaks and other character sets', () => {
    const bare = readLetter(Buffer.from('Content-Type: text/plain\n\nhello\n'))
    assert.equal(bare.text, 'hello\n')
    const quoted = readLetter(
      hello(
        'Content-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable',
        'caf=E9 is=\r\n open',
      ),
    )
    assert.equal(quoted.text, 'café is open')
  })

  test('shows what it can where the character set is not known', () => {
    const { text } = readLetter(hello('Content-Type: text/plain; charset=klingon', 'qapla'))
    assert.match(text ?? '', /^qapla\n\[charset klingon cannot be read/)
  })

  test('does not take an attachment for its text', () => {
    const { text } = readLetter(hello('Content-Disposition: attachment; filename=a.txt', 'secret'))
    assert.equal(text, null)
  })

  test('stops at a depth, and never throws, whatever the bytes', () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'Content-Type: text/plain\r\n\r\ndeep\r\n'
        : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nest(depth - 1)}\r\n--b${depth}--\r\n`
    assert.equal(readLetter(Buffer.from(nest(5))).text, 'deep\r\n')
    assert.equal(readLetter(Buffer.from(nest(50))).text, null)
    const line = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html; charset=utf-16',
      'Content-Transfer-Encoding: base64',
      '--b',
      '--b--',
      '',
      '=ZZ=',
      '\u{1f600}',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.uint8Array(), (header, noise) => {
        readLetter(Buffer.concat([Buffer.from(header.join('\r\n')), noise]))
      }),
    )
  })
})

describe('the HTML of a letter in its frame', () => {
  test('takes its pictures from the message, with the id escaped', () => {
    assert.match(
      framedHtml('<html><head></head><img src="cid:a&amp;b@c">', address),
      /<img src="\/mail\/1\/parts\/a%26b%40c">/,
    )
    assert.match(framedHtml("<img src='cid:x'>", address), /<img src="\/mail\/1\/parts\/x">/)
  })

  test('opens its links in a window of their own', () => {
    const base = '<base target="_blank">'
    assert.equal(framedHtml('<html><head><title>', address), `<html><head>${base}<title>`)
    assert.equal(framedHtml('<!doctype html><p>', address), `<!doctype html>${base}<p>`)
    assert.equal(framedHtml('<p>', address), `${base}<p>`)
  })
})

describe('a letter as every reader of the pages may see it', () => {
  const signed = `https://slowburn.example.org/pages/act/${'eyJ'.padEnd(60, 'x')}.${'s'.repeat(43)}`
  const open = 'https://slowburn.example.org/alerts/5f0c6c1d2e3a4b5c6d7e'
  const letter = readersLetter({
    html: `<a class="link" href="${signed}">Acknowledge</a> <a href="${open}">Open</a> to ann.lee@example.org <img src="cid:chart@slowburn">`,
    text: `Acknowledge:\n${signed}\nOpen:\n${open}\nann.lee@example.org`,
    parts: new Map(),
  })

  test('has no link by which somebody could act in the name of its recipient', () => {
    for (const shown of [letter.html ?? '', letter.text ?? '']) {
      assert.doesNotMatch(shown, /\/act\/|sssss/)
      assert.ok(shown.includes(open))
      assert.match(shown, /works only in the message itself/)
      assert.match(shown, /Acknowledge/)
    }
  })

  test('has no address in full', () => {
    for (const shown of [letter.html ?? '', letter.text ?? '']) {
      assert.ok(shown.includes('a…@example.org') && !shown.includes('ann.lee'))
    }
    assert.ok(letter.html?.includes('cid:chart@slowburn'))
  })

  test('keeps a letter without either as it is', () => {
    const plain = { html: '<p>402 s</p>', text: '402 s', parts: new Map() }
    assert.deepEqual(readersLetter(plain), plain)
  })
})
