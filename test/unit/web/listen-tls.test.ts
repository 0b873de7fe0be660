// What a server over TLS asks of clients, and what it speaks with them, as the web configuration file says.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { describe, test } from 'node:test'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type Listening, listen } from '../../../src/web/listen.ts'
import type { TlsSettings } from '../../../src/web/security/toolkit/tls.ts'
import { parseWebConfig } from '../../../src/web/security/web-config.ts'
import { createWeb } from '../../../src/web/server.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask } from '../../support/web/web-http.ts'

const FOLDER = fileURLToPath(new URL('../../golden/web/', import.meta.url))
const pem = (name: string): string => readFileSync(FOLDER + name, 'utf8')

const { views } = await fixture()

function tlsWith(lines: readonly string[]): TlsSettings {
  const text = ['tls_server_config:', 'cert_file: server.pem', 'key_file: server.key', ...lines].join('\n  ')
  const { tls } = parseWebConfig(text, pem)
  assert.ok(tls)
  return tls
}

async function withTls(
  lines: readonly string[],
  use: (url: string, web: Listening) => Promise<void>,
): Promise<void> {
  const address = { host: '127.0.0.1', port: 0 }
  const web = await listen(createWeb(depsOf(views)), address, { tls: tlsWith(lines) })
  try {
    await use(web.url, web)
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
    ciphers?: string
    ecdhCurve?: string
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

  test('agrees on HTTP/1.1 with whoever would rather speak HTTP/2, as the toolkit does by default', async () => {
    await withTls([], async url => {
      const { hostname: host, port } = new URL(url)
      const both = { host, port: Number(port), ca: pem('authority.pem'), ALPNProtocols: ['h2', 'http/1.1'] }
      const socket = connect(both)
      await once(socket, 'secureConnect')
      assert.equal(socket.alpnProtocol, 'http/1.1')
      socket.destroy()
    })
  })

  test('speaks no version outside those configured', async () => {
    await withTls(['min_version: TLS13'], async url => {
      assert.equal(await asks(url, { maxVersion: 'TLSv1.2' }), 'refused')
      assert.equal(await asks(url, { minVersion: 'TLSv1.3' }), 200)
    })
  })

  test('speaks the ciphers and curves that are listed, and those of TLS 1.3', async () => {
    const lines = [
      'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]',
      'curve_preferences: [CurveP384]',
      'prefer_server_cipher_suites: false',
    ]
    await withTls(lines, async url => {
      const old = { maxVersion: 'TLSv1.2' } as const
      assert.equal(await asks(url, { ...old, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }), 'refused')
      assert.equal(await asks(url, { ...old, ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' }), 200)
      assert.equal(await asks(url, { minVersion: 'TLSv1.3' }), 200)
      assert.equal(await asks(url, { ecdhCurve: 'P-256' }), 'refused')
      assert.equal(await asks(url, { ecdhCurve: 'P-384' }), 200)
    })
  })

  test('lets by client_allowed_sans in whoever bears such a name alone', async () => {
    const type = 'client_auth_type: RequireAndVerifyClientCert'
    const lines = (names: string) => [
      type,
      'client_ca_file: authority.pem',
      `client_allowed_sans: [${names}]`,
    ]
    await withTls(lines('scraper.example, localhost'), async url => {
      assert.deepEqual([await asks(url), await asks(url, CLIENT)], ['refused', 200])
    })
    await withTls(lines('scraper.example'), async url => {
      assert.equal(await asks(url, CLIENT), 'refused')
    })
  })

  test('that asks for a certificate ends the connections of those who have shown none, and no other change does', async () => {
    await withTls([], async (url, web) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: pem('authority.pem') })
      const ports: Array<number | undefined> = []
      const again = (): Promise<number | string> =>
        new Promise(resolve => {
          const sent = request(`${url}healthz`, { agent }, response => {
            response.resume().on('end', () => resolve(response.statusCode ?? 0))
          })
          sent.on('socket', socket => socket.once('secureConnect', () => ports.push(socket.localPort)))
          sent.on('error', () => resolve('refused'))
          sent.end()
        })
      assert.equal(await again(), 200)
      web.renew(tlsWith(['min_version: TLS13']))
      assert.equal(await again(), 200)
      assert.equal(ports.length, 1, 'by the same connection')
      web.renew(tlsWith(['client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: authority.pem']))
      assert.equal(await again(), 'refused')
      agent.destroy()
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

    test(`${type} holds from the next connection on where it is set while the server runs`, async () => {
      await withTls([], async (url, web) => {
        assert.equal(await asks(url), 200)
        web.renew(tlsWith([`client_auth_type: ${type}`, ...lines]))
        assert.deepEqual([await asks(url), await asks(url, CLIENT), await asks(url, STRANGER)], expected)
        web.renew(tlsWith([]))
        assert.deepEqual([await asks(url), await asks(url, STRANGER)], [200, 200])
      })
    })
  }
})
