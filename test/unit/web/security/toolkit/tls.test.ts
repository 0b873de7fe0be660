import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readDocument } from '../../../../../src/config/document.ts'
import { formatFault } from '../../../../../src/core/errors.ts'
import { format } from '../../../../../src/web/security/toolkit/format.ts'
import {
  type Remarks,
  secureContextOf,
  type TlsSettings,
  tlsOf,
} from '../../../../../src/web/security/toolkit/tls.ts'

const FOLDER = fileURLToPath(new URL('../../../../golden/web/', import.meta.url))
const read = (path: string): string => readFileSync(FOLDER + path, 'utf8')

function settings(lines: string): { tls: TlsSettings | null; faults: string[]; notes: string[] } {
  const remarks: Remarks = { faults: [], notes: [] }
  const document = readDocument(`tls_server_config: { ${lines} }`, null, remarks.faults)
  const { tls_server_config: section } = format.parse(document.value)
  assert.ok(section)
  const tls = tlsOf(section, document, read, remarks)
  return { tls, faults: remarks.faults.map(formatFault), notes: remarks.notes.map(formatFault) }
}

const PAIR = 'cert_file: server.pem, key_file: server.key'

describe('the TLS of a web configuration file', () => {
  test('is none where nothing asks for it, and says so where something seems to', () => {
    assert.deepEqual(settings(''), { tls: null, faults: [], notes: [] })
    assert.deepEqual(settings('min_version: TLS13'), {
      tls: null,
      faults: [],
      notes: ['line 1, tls_server_config.cert_file: is not there, so this is plain HTTP'],
    })
  })

  test('takes the file where text stands beside it, and says so', () => {
    const { tls, notes } = settings(`${PAIR}, cert: nonsense`)
    assert.equal(tls?.cert, read('server.pem'))
    assert.match(
      notes.join(),
      /tls_server_config\.cert: stands beside cert_file, which is the one that counts/,
    )
  })

  test('notes an authority that verifies nobody, and refuses one where nobody is asked', () => {
    const any = settings(`${PAIR}, client_auth_type: RequireAnyClientCert, client_ca_file: authority.pem`)
    assert.deepEqual([any.faults, any.notes.length], [[], 1])
    assert.match(settings(`${PAIR}, client_ca_file: authority.pem`).faults.join(), /does not verify clients/)
  })

  test('refuses names of clients that may come without a certificate', () => {
    for (const type of ['NoClientCert', 'RequestClientCert']) {
      const { faults } = settings(`${PAIR}, client_auth_type: ${type}, client_allowed_sans: [a]`)
      assert.match(faults.join(), /client_allowed_sans: means nothing where client_auth_type is/, type)
    }
    assert.match(settings('client_allowed_sans: [a]').faults.join(), /cert_file: is missing/)
  })

  test('speaks TLS 1.2 and 1.3, whatever older is asked for beside them', () => {
    assert.equal(settings(`${PAIR}, min_version: TLS11`).tls?.minVersion, 'TLSv1.2')
    assert.match(
      settings(`${PAIR}, min_version: TLS10, max_version: TLS11`).faults.join(),
      /max_version: is TLS11/,
    )
  })

  test('is given to Node without what was left out', () => {
    const { tls } = settings(`${PAIR}, curve_preferences: [X25519, CurveP256]`)
    assert.ok(tls)
    assert.deepEqual(Object.keys(secureContextOf(tls)).sort(), [
      'cert',
      'ecdhCurve',
      'honorCipherOrder',
      'key',
      'maxVersion',
      'minVersion',
    ])
    assert.equal(secureContextOf(tls).ecdhCurve, 'X25519:P-256')
  })
})
