// Will it arrive? Broken set-ups of mail, each with a real name server and mail server, each named for what it is.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { explainDelivery } from '../../src/app/outgoing/explain-delivery.ts'
import { parseConfig } from '../../src/config/load.ts'
import { systemClock } from '../../src/core/clock.ts'
import { startDns, type Zone } from '../support/deliverability/dns.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { temporaryFolder } from '../support/folder.ts'

const IP = '198.51.100.7'
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SHORT_KEYS = generateKeyPairSync('rsa', { modulusLength: 1024 })
const OTHER_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = ({ publicKey }: typeof KEYS, more = ''): string =>
  `v=DKIM1; k=rsa; ${more}p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

/** All is well in it. */
const ZONE: Zone = {
  'example.org': { TXT: [`v=spf1 ip4:${IP} -all`], MX: ['10 mail.example.org'] },
  'mail.example.org': { A: [IP] },
  '7.100.51.198.in-addr.arpa': { PTR: ['mail.example.org'] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
  's1._domainkey.example.org': { TXT: [published(KEYS)] },
  'example.net': { MX: ['10 mx.example.net'] },
  'mx.example.net': { A: ['198.51.100.9'] },
}

interface SetUp {
  /** Changes to the zone; null takes a name away. */
  zone?: Readonly<Record<string, Zone[string] | null>> | 'silent'
  smtp?: Readonly<Record<string, unknown>>
  to?: string
  keys?: typeof KEYS
  dkim?: Readonly<Record<string, string>> | null
  ip?: string
}

async function codesOf(t: TestContext, setUp: SetUp): Promise<string[]> {
  const { zone: changes = {}, smtp = {}, to = 'ann@example.net', keys = KEYS, ip = IP } = setUp
  const mail = await startSmtp({ hideSMTPUTF8: true, hideENHANCEDSTATUSCODES: true })
  t.after(() => mail.close())
  const zone =
    changes === 'silent'
      ? null
      : (Object.fromEntries(
          Object.entries({ ...ZONE, ...changes }).filter(([, one]) => one !== null),
        ) as Zone)
  const keyFile = join(temporaryFolder(t), 'dkim.pem')
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const dkim =
    setUp.dkim === null ? null : { domain: 'example.org', selector: 's1', key_file: keyFile, ...setUp.dkim }
  const config = parseConfig(
    JSON.stringify({
      sources: [{ name: 'app', type: 'push', token: '0123456789abcdef', feeds: ['task'] }],
      contacts: [{ name: 'ann', email: to }],
      smtp: { host: '127.0.0.1', port: mail.port, tls: 'none', from: 'slowburn@example.org', dkim, ...smtp },
    }),
    {},
  )
  const { checks } = await explainDelivery(
    config,
    { to: null, resolvers: [await startDns(t, zone)], outgoing: ip === '' ? [] : [ip] },
    systemClock,
    new AbortController().signal,
  )
  return [...new Set(checks.flatMap(({ doubts }) => doubts.map(({ code }) => code)))]
}

const spf = (...records: string[]): Zone => ({
  'example.org': { TXT: records, MX: ['10 mail.example.org'] },
})
const MANY = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`s${i}.spf.example.org`, { TXT: ['v=spf1 ip4:192.0.2.1 ~all'] }]),
)
const BROKEN: ReadonlyArray<readonly [code: string, setUp: SetUp]> = [
  ['spf-none', { zone: { 'example.org': { MX: ['10 mail.example.org'] } } }],
  ['spf-several', { zone: spf(`v=spf1 ip4:${IP} -all`, 'v=spf1 mx -all') }],
  ['spf-everybody', { zone: spf('v=spf1 +all') }],
  ['spf-fail', { zone: spf('v=spf1 ip4:203.0.113.1 -all') }],
  ['spf-softfail', { zone: spf('v=spf1 ip4:203.0.113.1 ~all') }],
  ['spf-neutral', { zone: spf('v=spf1 ip4:203.0.113.1 ?all') }],
  ['spf-invalid', { zone: spf('v=spf1 ipv4:203.0.113.1 -all') }],
  ['spf-invalid', { zone: spf('v=spf1 include:nowhere.example.org -all') }],
  [
    'spf-lookups',
    {
      zone: {
        ...spf(
          `v=spf1 ${Object.keys(MANY)
            .map(name => `include:${name}`)
            .join(' ')} ip4:${IP} -all`,
        ),
        ...MANY,
      },
    },
  ],
  ['dkim-unsigned', { dkim: null }],
  ['dkim-missing', { zone: { 's1._domainkey.example.org': null } }],
  [
    'dkim-several',
    { zone: { 's1._domainkey.example.org': { TXT: [published(KEYS), published(OTHER_KEYS)] } } },
  ],
  ['dkim-revoked', { zone: { 's1._domainkey.example.org': { TXT: ['v=DKIM1; k=rsa; p='] } } }],
  [
    'dkim-weak',
    { keys: SHORT_KEYS, zone: { 's1._domainkey.example.org': { TXT: [published(SHORT_KEYS)] } } },
  ],
  ['dkim-testing', { zone: { 's1._domainkey.example.org': { TXT: [published(KEYS, 't=y; ')] } } }],
  ['dkim-mismatch', { zone: { 's1._domainkey.example.org': { TXT: [published(OTHER_KEYS)] } } }],
  [
    'dkim-unaligned',
    { dkim: { domain: 'example.net' }, zone: { 's1._domainkey.example.net': { TXT: [published(KEYS)] } } },
  ],
  ['dmarc-none', { zone: { '_dmarc.example.org': null } }],
  ['dmarc-several', { zone: { '_dmarc.example.org': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } } }],
  ['dmarc-invalid', { zone: { '_dmarc.example.org': { TXT: ['v=DMARC1; policy=reject'] } } }],
  ['dmarc-fail', { dkim: null, zone: spf('v=spf1 ip4:203.0.113.1 ~all') }],
  ['ptr-none', { zone: { '7.100.51.198.in-addr.arpa': null } }],
  ['ptr-mismatch', { zone: { '7.100.51.198.in-addr.arpa': { PTR: ['other.example.net'] } } }],
  ['hello-bare', { smtp: { hello: 'localhost' } }],
  ['hello-unknown', { smtp: { hello: 'gone.example.org' } }],
  ['mx-none', { to: 'ann@exmaple.net' }],
  ['mx-null', { zone: { 'example.net': { MX: ['0 .'] } } }],
  ['mx-dead', { zone: { 'mx.example.net': null } }],
  ['sender-unknown', { smtp: { from: 'slowburn@nowhere.example.org' } }],
  ['sender-null-mx', { zone: { 'example.org': { TXT: [`v=spf1 ip4:${IP} -all`], MX: ['0 .'] } } }],
  ['idn-smtputf8', { to: 'jürgen@example.net' }],
  ['tls-missing', { smtp: { tls: 'starttls' } }],
  ['server-away', { smtp: { port: 9 } }],
  ['dns-silent', { zone: 'silent' }],
]

describe('mail that is set up well', () => {
  test('gives no cause for doubt', async t => {
    assert.deepEqual(await codesOf(t, {}), [])
  })

  test('gives none by an Ed25519 key, an SPF record with redirect, a, mx and include, or an address in IPv6', async t => {
    const ed = generateKeyPairSync('ed25519') as unknown as typeof KEYS
    const raw = ed.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
    const zone = { 's1._domainkey.example.org': { TXT: [`v=DKIM1; k=ed25519; p=${raw}`] } }
    assert.deepEqual(await codesOf(t, { keys: ed, zone }), [])
    const redirect = {
      ...spf('v=spf1 redirect=_spf.example.org'),
      '_spf.example.org': { TXT: ['v=spf1 mx:example.org -all'] },
    }
    assert.deepEqual(await codesOf(t, { zone: redirect }), [])
    const six = {
      ...spf('v=spf1 include:_spf.example.org -all'),
      '_spf.example.org': { TXT: ['v=spf1 ip6:2001:db8::/32 -all'] },
      'mail.example.org': { AAAA: ['2001:db8::7'] },
      '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': {
        PTR: ['mail.example.org'],
      },
    }
    assert.deepEqual(await codesOf(t, { zone: six, ip: '2001:db8:0:0::7' }), [])
  })

  test('is judged without SPF and PTR where nobody knows by which address it leaves', async t => {
    const codes = await codesOf(t, { ip: '', zone: { '7.100.51.198.in-addr.arpa': null } })
    assert.deepEqual(codes, [])
  })
})

describe('a set-up that is broken', () => {
  for (const [code, setUp] of BROKEN) {
    test(`is named as ${code}`, async t => {
      const codes = await codesOf(t, setUp)
      assert.ok(codes.includes(code), `found ${codes.join(', ') || 'nothing'}`)
    })
  }
})
