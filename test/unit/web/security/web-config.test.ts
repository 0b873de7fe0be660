import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hashSync } from 'bcryptjs'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { ConfigError, formatFault } from '../../../../src/core/errors.ts'
import {
  NO_WEB_CONFIG,
  parseWebConfig,
  readWebConfig,
  type WebConfig,
} from '../../../../src/web/security/web-config.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { type Asked, ask, withWeb } from '../../../support/web/web-http.ts'

// Test certificates, valid for a hundred years: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256
// for the authorities; openssl x509 -req with subjectAltName=DNS:localhost,IP:127.0.0.1 for the others.
const FOLDER = fileURLToPath(new URL('../../../golden/web/', import.meta.url))
const pem = (name: string): string => readFileSync(FOLDER + name, 'utf8')

// From the documentation of passlib (passlib.hash.scrypt): scrypt.hash("password"). Checked with
// python3 -c "import hashlib; hashlib.scrypt(b'password', salt=..., n=2**16, r=8, p=1, maxmem=2**28, dklen=32)".
const PASSLIB = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'

const { views } = await fixture()

function parse(text: string): WebConfig {
  return parseWebConfig(text, pem)
}

function faults(text: string): string[] {
  try {
    parse(text)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message.split('\n')
  }
}

describe('the web configuration file', () => {
  test('may be empty: plain HTTP and no log-in', () => {
    assert.deepEqual(parse(''), NO_WEB_CONFIG)
  })

  test('names certificate and key, and has the defaults of the exporter toolkit', () => {
    const { tls } = parse('tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n')
    assert.deepEqual(tls, {
      cert: pem('server.pem'),
      key: pem('server.key'),
      clientCa: null,
      clientAuth: 'NoClientCert',
      clientSans: null,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: null,
      curves: null,
      preferOurCiphers: true,
    })
  })

  test('finds its files beside itself', () => {
    assert.throws(() => readWebConfig(`${FOLDER}absent.yml`), /absent\.yml: cannot be read: ENOENT/)
    const { files } = readWebConfig(`${FOLDER}web.yml`)
    assert.deepEqual(files, [`${FOLDER}web.yml`, `${FOLDER}server.pem`, `${FOLDER}server.key`])
  })

  test('reports every fault at once, each with its line', () => {
    assert.deepEqual(
      faults(
        [
          'tls_server_config:',
          '  cert_file: server.pem',
          '  key_file: client.key',
          '  client_auth_type: RequireAndVerifyClientCert',
          '  min_version: TLS13',
          '  max_version: TLS12',
          'basic_auth_users:',
          '  alice: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi',
          '  bob: secret',
        ].join('\n'),
      ),
      [
        'line 3, tls_server_config.key_file: does not belong to the certificate. Give the key that the certificate was made for',
        'line 4, tls_server_config.client_auth_type: verifies clients without client_ca_file. Give both client_ca_file and a client_auth_type with Verify in its name, or neither',
        'line 5, tls_server_config.min_version: is above max_version. Lower it, or raise max_version',
        'line 9, basic_auth_users.bob: is no bcrypt or scrypt hash of a cost that can be accepted. Make one with slowburn hash-password, or with htpasswd -nBC 10 ""',
      ],
    )
  })

  test('refuses by name what neither it nor the toolkit knows', () => {
    assert.deepEqual(
      faults('tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  ca: a\n'),
      [
        'line 4, tls_server_config.ca: is not supported. Remove it; the documentation lists what is supported',
      ],
    )
    assert.match(
      faults('http_server_configs:\n  http2: true\n').join(),
      /http_server_configs: is not supported/,
    )
  })

  test('takes what a scraper of the toolkit may have: headers, a bound on requests, a costly hash', () => {
    const hash = '$2y$15$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'
    const { headers, rateLimit, users, notes } = parse(
      [
        'tls_server_config: { cert_file: server.pem, key_file: server.key, min_version: TLS10 }',
        'http_server_config:',
        '  http2: true',
        '  headers: { Strict-Transport-Security: max-age=31536000, X-XSS-Protection: "" }',
        'rate_limit: { interval: 100ms, burst: 20 }',
        `basic_auth_users: { alice: ${hash} }`,
      ].join('\n'),
    )
    assert.deepEqual(headers, { 'Strict-Transport-Security': 'max-age=31536000' })
    assert.deepEqual(rateLimit, { interval: 100, burst: 20 })
    assert.deepEqual([...users.keys()], ['alice'])
    assert.deepEqual(notes.map(formatFault), [
      'line 1, tls_server_config.min_version: is TLS10, and nothing below TLS12 is spoken',
      'line 6, basic_auth_users.alice: is of cost 15: the first log-in takes seconds',
      'line 3, http_server_config.http2: is not spoken: all is served as HTTP/1.1',
    ])
  })

  test('refuses a bound that lets nothing through', () => {
    assert.match(faults('rate_limit: { interval: 1s }').join(), /rate_limit\.burst: lets no request through/)
  })

  test('refuses what is no certificate and no key', () => {
    assert.match(
      faults('tls_server_config:\n  cert: nonsense\n  key_file: server.key\n').join(),
      /cert_file: is no certificate/,
    )
    assert.match(
      faults('tls_server_config:\n  cert_file: server.pem\n  key: nonsense\n').join(),
      /key_file: is no private key/,
    )
    assert.match(
      faults('tls_server_config: { client_auth_type: RequireAnyClientCert }\n').join(),
      /cert_file: is missing.*key_file: is missing/,
    )
    assert.match(faults('tls_server_config: [').join(), /YAML/)
  })
})

const NEEDED = 'A name and a password, or a token, are needed.\n'
const NEEDED_JSON = JSON.stringify({
  error: { title: 'Nothing was done', detail: 'A name and a password, or a token, are needed.' },
})

function login(text: string): Asked {
  return { headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } }
}

describe('the log-in', () => {
  const { users } = parse(`basic_auth_users:\n  alice: ${PASSLIB}\n`)

  test('is asked for everywhere, and nothing is shown without it', async () => {
    await withWeb(depsOf(views, { users }), async url => {
      for (const path of ['', 'metrics', 'healthz', 'api/v1/changes', 'mail/1/text', 'nothing']) {
        const { status, headers, body } = await ask(url + path)
        assert.equal(status, 401, path)
        assert.equal(headers['www-authenticate'], 'Basic realm="slowburn", charset="UTF-8"')
        assert.equal(body, path.startsWith('api/') ? NEEDED_JSON : NEEDED)
      }
      assert.equal((await ask(url, login('alice:password'))).status, 200)
      assert.equal((await ask(`${url}metrics`, login('alice:password'))).status, 200)
    })
  })

  test('refuses wrong names, wrong passwords and nonsense', async () => {
    await withWeb(depsOf(views, { users }), async url => {
      for (const text of ['alice:wrong', 'bob:password', 'alice', ':', '', 'alice:password\0']) {
        assert.equal((await ask(url, login(text))).status, 401, text)
      }
      for (const authorization of ['Basic', 'Basic !!!', 'Bearer abc', 'Digest x']) {
        assert.equal((await ask(url, { headers: { authorization } })).status, 401, authorization)
      }
    })
  })

  test('slows down whoever guesses, and lets the right password in however many were wrong', async () => {
    const clock = manualClock(NOW)
    const cheap = parse(`basic_auth_users:\n  alice: ${hashSync('password', 4)}\n`).users
    await withWeb(depsOf(views, { users: cheap, clock }), async url => {
      for (let guess = 0; guess < 12; guess += 1) {
        assert.equal((await ask(url, login(`alice:${guess}`))).status, 401)
      }
      const before = performance.now()
      assert.equal((await ask(url, login('alice:13'))).status, 401)
      assert.ok(performance.now() - before >= 990)
      assert.equal((await ask(url, login('alice:password'))).status, 200)
      clock.advance(MINUTE)
      assert.equal((await ask(url, login('alice:another'))).status, 401)
    })
  })
})

describe('headers of the file', () => {
  test('tighten those of slowburn or stand beside them, and loosen none', async () => {
    const headers = {
      'Content-Security-Policy': 'upgrade-insecure-requests',
      'X-Frame-Options': 'sameorigin',
      'Strict-Transport-Security': 'max-age=60',
    }
    await withWeb(depsOf(views, { headers }), async url => {
      const page = (await ask(url)).headers
      assert.match(
        String(page['content-security-policy']),
        /^default-src 'none'; .*, upgrade-insecure-requests$/,
      )
      assert.equal(page['x-frame-options'], 'DENY')
      assert.equal(page['strict-transport-security'], 'max-age=60')
      const mail = (await ask(`${url}mail/1/html`)).headers
      assert.match(String(mail['content-security-policy']), /^sandbox .*, upgrade-insecure-requests$/)
      assert.equal(mail['x-frame-options'], 'SAMEORIGIN')
    })
    await withWeb(depsOf(views, { headers: { 'X-Frame-Options': 'deny' } }), async url => {
      assert.equal((await ask(`${url}mail/1/html`)).headers['x-frame-options'], 'DENY')
    })
  })
})
