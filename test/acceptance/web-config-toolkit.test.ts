// A web configuration file of the Prometheus exporter toolkit works as it is: what promtool accepts is accepted, what it refuses
// is refused, save for what is written here.
import assert from 'node:assert/strict'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../../src/core/errors.ts'
import { readWebConfig } from '../../src/web/security/web-config.ts'
import { needs, run } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const PEM = fileURLToPath(new URL('../golden/web/', import.meta.url))
const PAIR = 'cert_file: server.pem, key_file: server.key'
const hash = (cost: number): string => `$2y$${cost}$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi`

const ALIKE: Readonly<Record<string, string>> = {
  'an empty file': '',
  'empty sections': 'tls_server_config: {}\nbasic_auth_users:\n',
  'TLS alone': `tls_server_config: { ${PAIR} }`,
  'HTTP/2': `tls_server_config: { ${PAIR} }\nhttp_server_config: { http2: true }`,
  'HTTP/2 without TLS': 'http_server_config: { http2: true }',
  'every header':
    'http_server_config: { headers: { Content-Security-Policy: "default-src https:", X-Frame-Options: deny, X-Content-Type-Options: nosniff, X-XSS-Protection: "1", Strict-Transport-Security: max-age=1 } }',
  'another header': 'http_server_config: { headers: { Server: x } }',
  'a wrong header': 'http_server_config: { headers: { X-Frame-Options: allow } }',
  'cipher suites': `tls_server_config: { ${PAIR}, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA] }`,
  'an unknown cipher suite': `tls_server_config: { ${PAIR}, cipher_suites: [TLS_X] }`,
  curves: `tls_server_config: { ${PAIR}, curve_preferences: [X25519, CurveP521] }`,
  'an unknown curve': `tls_server_config: { ${PAIR}, curve_preferences: [P256] }`,
  preference: `tls_server_config: { ${PAIR}, prefer_server_cipher_suites: false }`,
  'an old version': `tls_server_config: { ${PAIR}, min_version: TLS10 }`,
  'an unknown version': `tls_server_config: { ${PAIR}, min_version: SSL3 }`,
  'a costly hash': `basic_auth_users: { a: ${hash(15)} }`,
  'a password as it is': 'basic_auth_users: { a: secret }',
  'the old name of a kind': `tls_server_config: { ${PAIR}, client_auth_type: RequireClientCert }`,
  'an authority for nobody': `tls_server_config: { ${PAIR}, client_ca_file: authority.pem }`,
  'no key': 'tls_server_config: { cert_file: server.pem }',
  'the key of another': 'tls_server_config: { cert_file: server.pem, key_file: client.key }',
  'an unknown key': 'tls_config: {}',
}

/** Would be less safe than asked, or could not be done: refused here, with the reason. */
const REFUSED: Readonly<Record<string, [string, RegExp]>> = {
  'clients verified by every public authority': [
    `tls_server_config: { ${PAIR}, client_auth_type: RequireAndVerifyClientCert }`,
    /verifies clients without client_ca_file/,
  ],
  'no version that is spoken': [
    `tls_server_config: { ${PAIR}, min_version: TLS10, max_version: TLS11 }`,
    /nothing below TLS12 is spoken/,
  ],
  'a hash that takes longer than an answer may': [`basic_auth_users: { a: ${hash(17)} }`, /of a cost/],
}

describe('a file of the exporter toolkit', needs('promtool'), () => {
  for (const [name, text] of Object.entries(ALIKE)) {
    test(`with ${name} is judged as promtool judges it`, async t => {
      const file = fileOf(t, text)
      const { code, output } = await run('promtool', ['check', 'web-config', file])
      assert.equal(faultOf(file) === null, code === 0, `${output}\n${faultOf(file)}`)
    })
  }

  test('may name keys that only a newer promtool knows', t => {
    for (const text of [
      `tls_server_config: { ${PAIR}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: authority.pem, client_allowed_sans: [localhost] }`,
      'rate_limit: { interval: 100ms, burst: 10 }',
    ]) {
      assert.equal(faultOf(fileOf(t, text)), null)
    }
  })

  for (const [name, [text, reason]] of Object.entries(REFUSED)) {
    test(`with ${name} is refused, and the reason is said`, async t => {
      const file = fileOf(t, text)
      assert.equal((await run('promtool', ['check', 'web-config', file])).code, 0)
      assert.match(faultOf(file) ?? '', reason)
    })
  }
})

function fileOf(t: Parameters<typeof temporaryFolder>[0], text: string): string {
  const folder = temporaryFolder(t)
  for (const name of ['server.pem', 'server.key', 'client.key', 'authority.pem']) {
    copyFileSync(PEM + name, join(folder, name))
  }
  const file = join(folder, 'web.yml')
  writeFileSync(file, text)
  return file
}

function faultOf(file: string): string | null {
  try {
    readWebConfig(file)
    return null
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}
