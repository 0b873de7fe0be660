import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import DKIM from 'nodemailer/lib/dkim'
import { renderAlertEmail } from '../../../../src/delivery/email/render.ts'
import { signDkim } from '../../../../src/delivery/mime/dkim.ts'
import { addresseeOf, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const PNG = Buffer.from('a picture')
const message = renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS, () => PNG).bytes

/** The example of RFC 8463, appendix A.3: the seed of its private key, its message, and its signature. */
const RFC8463_SEED = 'nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A='
const RFC8463_BODY_HASH = '2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8='

// Messages signed with either kind of key also passed dkimpy 1.1.8, a program of others:
// python -c "import dkim; print(dkim.verify(open('rsa.eml', 'rb').read(), dnsfunc=lambda name, timeout: record))"
describe('a signature', () => {
  test('stands in front of the message, which stays as it was', () => {
    const signed = Buffer.from(signDkim(message, { domain: 'example.org', selector: 's1', privateKey: RSA }))
    assert.ok(signed.subarray(signed.length - message.length).equals(message))
    assert.match(signed.toString('latin1'), /^DKIM-Signature: v=1;\r\n a=rsa-sha256;\r\n c=relaxed\/relaxed;/)
  })

  test('is part of the frozen bytes where a key is given', () => {
    const dkim = { domain: 'example.org', selector: 's1', privateKey: RSA }
    const { bytes } = renderAlertEmail(
      sample(),
      addresseeOf('ann@example.org'),
      { ...SETTINGS, dkim },
      () => PNG,
    )
    assert.deepEqual(Buffer.from(bytes), Buffer.from(signDkim(message, dkim)))
  })

  test('is the same every time', () => {
    const key = { domain: 'example.org', selector: 's1', privateKey: RSA }
    assert.deepEqual(signDkim(message, key), signDkim(message, key))
  })

  test('has the body hash that another implementation makes', async () => {
    const pem = RSA.export({ type: 'pkcs8', format: 'pem' }).toString()
    const other = new DKIM({ domainName: 'example.org', keySelector: 's1', privateKey: pem }).sign(
      Buffer.from(message),
    )
    let text = ''
    other.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    await once(other, 'end')
    const signed = Buffer.from(signDkim(message, { domain: 'example.org', selector: 's1', privateKey: RSA }))
    assert.equal(tag(signed.toString('latin1'), 'bh'), tag(text, 'bh'))
  })

  test('of RSA verifies over the fields that it names, and not over others', () => {
    const signed = Buffer.from(signDkim(message, { domain: 'example.org', selector: 's1', privateKey: RSA }))
    const text = signed.toString('latin1')
    assert.equal(verifies(text), true)
    assert.equal(verifies(text.replace('Subject: PAGE Task', 'Subject: PAGE Tusk')), false)
  })

  test('of Ed25519 has the body hash of the example in RFC 8463', () => {
    const der = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from(RFC8463_SEED, 'base64'),
    ])
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const example = [
      'From: Joe SixPack <joe@football.example.com>',
      'To: Suzie Q <suzie@shopping.example.net>',
      'Subject: Is dinner ready?',
      'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)',
      'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
      '',
      'Hi.',
      '',
      'We lost the game.  Are you hungry yet?',
      '',
      'Joe.',
      '',
    ].join('\r\n')
    const key = { domain: 'football.example.com', selector: 'brisbane', privateKey }
    const text = Buffer.from(signDkim(Buffer.from(example), key)).toString('latin1')
    assert.equal(tag(text, 'bh'), RFC8463_BODY_HASH)
    assert.equal(tag(text, 'a'), 'ed25519-sha256')
  })
})

function tag(text: string, name: string): string {
  const [, header = ''] = /^(?:.*\r\n)*?DKIM-Signature:((?:.*\r\n)(?:[ \t].*\r\n)*)/i.exec(text) ?? []
  const flat = header.replace(/\s+/g, '')
  return new RegExp(`(?:^|;)${name}=([^;]*)`).exec(flat)?.[1] ?? ''
}

/** Written from RFC 6376, section 6.1.3, apart from the signer. */
function verifies(text: string): boolean {
  const head = text.slice(0, text.indexOf('\r\n\r\n')).split(/\r\n(?=\S)/)
  const relaxed = (field: string): string => {
    const [name = '', ...rest] = field.split(':')
    return `${name.toLowerCase()}:${rest
      .join(':')
      .replace(/\r\n/g, '')
      .replace(/[\t ]+/g, ' ')
      .trim()}`
  }
  const field = (name: string): string =>
    relaxed(head.findLast(one => one.toLowerCase().startsWith(`${name}:`)) ?? '')
  const own = relaxed(head[0] ?? '').replace(/b=[^;]*$/, 'b=')
  const data = [...tag(text, 'h').split(':').map(field), own].join('\r\n')
  return verify(
    'sha256',
    Buffer.from(data, 'latin1'),
    createPublicKey(RSA),
    Buffer.from(tag(text, 'b'), 'base64'),
  )
}
