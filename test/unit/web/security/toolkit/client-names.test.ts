import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hasAllowedName } from '../../../../../src/web/security/toolkit/client-names.ts'

describe('the alternative names of a client', () => {
  // As crypto.X509Certificate prints what openssl req -addext subjectAltName=… has made.
  const PRINTED =
    'DNS:scraper.example, IP Address:10.0.0.7, IP Address:2001:DB8:0:0:0:0:0:1, email:ops@example.org, URI:spiffe://example.org/scraper, othername:<unsupported>'

  test('let in by any that is allowed, of each of the four kinds', () => {
    for (const name of [
      'scraper.example',
      '10.0.0.7',
      '2001:db8::1',
      'ops@example.org',
      'spiffe://example.org/scraper',
    ]) {
      assert.equal(hasAllowedName(PRINTED, ['other.example', name]), true, name)
    }
  })

  test('let nobody in by a part of one, by another kind, or by none', () => {
    for (const name of ['example', 'scraper.example.org', '10.0.0.70', '<unsupported>', '']) {
      assert.equal(hasAllowedName(PRINTED, [name]), false, name)
    }
    assert.equal(hasAllowedName(undefined, ['scraper.example']), false)
    assert.equal(hasAllowedName(PRINTED, []), false)
  })

  test('are not made more by one that looks like two', () => {
    // CVE-2021-44532: Node puts such a name in quotes.
    const quoted = 'DNS:"a.example, DNS:scraper.example", URI:x:"y"'
    assert.equal(hasAllowedName(quoted, ['scraper.example']), false)
    assert.equal(hasAllowedName('DNS:"a, \\"b", DNS:c', ['a, "b']), true)
    assert.equal(hasAllowedName('DNS:"a, \\"b", DNS:c', ['c']), true)
    assert.equal(hasAllowedName('nonsense, DNS:c', ['c']), false)
  })
})
