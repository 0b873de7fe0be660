import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hashSync } from 'bcryptjs'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { ConfigError } from '../../../../src/core/errors.ts'
import { listen } from '../../../../src/web/listen.ts'
import { parseWebConfig, readWebConfig, type WebConfig } from '../../../../src/web/security/web-config.ts'
import { createWeb } from '../../../../src/web/server.ts'
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
    assert.deepEqual(parse(''), { tls: null, users: new Map() })
  })

  test('names certificate and key, and has the defaults of the exporter toolkit', () => {
    const { tls } = parse('tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n')
    assert.deepEqual(tls, {
      cert: pem('server.pem'),
      key: pem('server.key'),
      clientCa: null,
      clientAuth: 'NoClientCert',
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
    })
  })

  test('finds its files beside itself', () => {
    assert.throws(() => readWebConfig(`${FOLDER}absent.yml`), /absent\.yml: cannot be read: ENOENT/)
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

  test('refuses by name what it does not do', () => {
    assert.deepEqual(
      faults(
        'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  client_allowed_sans: [a]\n',
      ),
      [
        'line 4, tls_server_config.client_allowed_sans: is not supported. Remove it; the documentation lists what is supported',
      ],
    )
    assert.match(
      faults('http_server_config:\n  http2: true\n').join(),
      /http_server_config: is not supported/,
    )
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
    assert.match(faults('tls_server_config: {}\n').join(), /cert_file: is missing.*key_file: is missing/)
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

async function withTls(lines: readonly string[], use: (url: string) => Promise<void>): Promise<void> {
  const text = ['tls_server_config:', 'cert_file: server.pem', 'key_file: server.key', ...lines].join('\n  ')
  const web = await listen(createWeb(depsOf(views)), { host: '127.0.0.1', port: 0 }, { tls: parse(text).tls })
  try {
    await use(web.url)
  } finally {
    await web.close()
  }
}

describe('TLS', () => {
  interface Client {
    cert?: string
    key?: string
    minVersion?: 'TLSv1.3'
    maxVersion?: 'TLSv1.2'
  }

  const asks = (url: string, client: Client = {}): Promise<number | string> =>
    new Promise(resolve => {
      const sent = request(
        `${url}healthz`,
        { ca: pem('authority.pem'), agent: false, ...client },
        response => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      sent.on('error', () => resolve('refused'))
      sent.end()
    })

  const CLIENT = { cert: pem('client.pem'), key: pem('client.key') }
  const STRANGER = { cert: pem('stranger.pem'), key: pem('stranger.key') }

  test('serves under a certificate that its authority vouches for', async () => {
    await withTls([], async url => {
      assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\/$/)
      assert.equal(await asks(url), 200)
      await assert.rejects(ask(url.replace('https', 'http')))
    })
  })

  test('speaks no version outside those configured', async () => {
    await withTls(['min_version: TLS13'], async url => {
      assert.equal(await asks(url, { maxVersion: 'TLSv1.2' }), 'refused')
      assert.equal(await asks(url, { minVersion: 'TLSv1.3' }), 200)
    })
  })

  const EXPECTED = [
    ['RequestClientCert', [], [200, 200, 200]],
    ['RequireAnyClientCert', [], ['refused', 200, 200]],
    ['VerifyClientCertIfGiven', ['client_ca_file: authority.pem'], [200, 200, 'refused']],
    ['RequireAndVerifyClientCert', ['client_ca_file: authority.pem'], ['refused', 200, 'refused']],
  ] as const
  for (const [type, lines, expected] of EXPECTED) {
    test(`${type} treats no certificate, a good one and a stranger's as Go does`, async () => {
      await withTls([`client_auth_type: ${type}`, ...lines], async url => {
        assert.deepEqual([await asks(url), await asks(url, CLIENT), await asks(url, STRANGER)], expected)
      })
    })
  }
})
