import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSecureContext, getCiphers } from 'node:tls'
import { CIPHERS, CURVES, cipherList } from '../../../../../src/web/security/toolkit/names.ts'

describe("Go's names", () => {
  test('of cipher suites are each one that this OpenSSL has', () => {
    const known = new Set(getCiphers())
    for (const name of Object.values(CIPHERS)) assert.ok(known.has(name.toLowerCase()), name)
  })

  test('of curves are each one that it takes', () => {
    for (const curve of Object.values(CURVES))
      assert.doesNotThrow(() => createSecureContext({ ecdhCurve: curve }), curve)
  })

  test('leave those of TLS 1.3 in the list, as Go does', () => {
    assert.equal(
      cipherList(['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256']),
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES256-GCM-SHA384',
    )
  })
})
