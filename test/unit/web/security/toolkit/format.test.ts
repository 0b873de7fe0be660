import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { format } from '../../../../../src/web/security/toolkit/format.ts'

describe('the format of the exporter toolkit', () => {
  test('takes a section without anything in it for none', () => {
    const nothing = { basic_auth_users: {} }
    assert.deepEqual(format.parse({}), nothing)
    assert.deepEqual(format.parse({ basic_auth_users: null }), nothing)
    assert.deepEqual(format.parse({ tls_server_config: null, rate_limit: null, http_server_config: null }), {
      ...nothing,
      tls_server_config: null,
      rate_limit: null,
      http_server_config: null,
    })
  })

  test('has the old name of a kind of client authentication, and empty texts', () => {
    const { tls_server_config: tls } = format.parse({
      tls_server_config: { client_auth_type: 'RequireClientCert', cert_file: '', key_file: null },
    })
    assert.equal(tls?.client_auth_type, 'RequireAnyClientCert')
    assert.equal(tls?.cert_file, undefined)
    assert.equal(tls?.key_file, undefined)
  })

  test('has no other key, header, cipher, curve or duration', () => {
    for (const wrong of [
      { tls_server_configs: {} },
      { tls_server_config: { cipher: [] } },
      { tls_server_config: { cipher_suites: ['TLS_RSA_WITH_RC4_128_SHA'] } },
      { tls_server_config: { curve_preferences: ['P-256'] } },
      { http_server_config: { headers: { Server: 'x' } } },
      { http_server_config: { headers: { 'X-Frame-Options': 'ALLOWALL' } } },
      { rate_limit: { interval: '1 second' } },
      { basic_auth_users: { 'a:b': 'x' } },
    ]) {
      assert.equal(format.safeParse(wrong).success, false, JSON.stringify(wrong))
    }
  })
})
