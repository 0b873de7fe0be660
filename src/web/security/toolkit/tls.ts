// The TLS of a web configuration file: what Node can do of it is done, what is safer than asked is noted, and what would be
// less safe is a fault.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls'
import type { ConfigDocument } from '../../../config/document.ts'
import { type Fault, messageOf } from '../../../core/errors.ts'
import type { ClientAuth, TlsSection } from './format.ts'
import { CURVES, cipherList, VERSIONS } from './names.ts'

export interface TlsSettings {
  cert: string
  key: string
  /** Who may sign the certificates of clients; null where none are verified. */
  clientCa: string | null
  clientAuth: ClientAuth
  /** One of these must be among the alternative names of a client's certificate; null: any will do. */
  clientSans: readonly string[] | null
  minVersion: SecureVersion
  maxVersion: SecureVersion
  /** As OpenSSL lists them; null: those of Node. */
  ciphers: string | null
  curves: string | null
  preferOurCiphers: boolean
}

export interface Remarks {
  faults: Fault[]
  /** What is done otherwise than the file says, and is no less safe. */
  notes: Fault[]
}

type Say = (name: string, message: string, remedy?: string) => void

/** `read` gives the text of a file that the section names, or throws. Null: the section asks for no TLS. */
export function tlsOf(
  section: TlsSection,
  document: ConfigDocument,
  read: (path: string) => string,
  remarks: Remarks,
): TlsSettings | null {
  const say =
    (into: Fault[]): Say =>
    (name, message, remedy) => {
      const path = ['tls_server_config', name]
      into.push({ path: path.join('.'), line: document.lineOf(path), message, remedy })
    }
  const [fault, note] = [say(remarks.faults), say(remarks.notes)]
  const { tls_server_config: written } = document.value as { tls_server_config?: object | null }
  const isGiven = Object.keys(written ?? {}).length > 0
  if (!asksForTls(section)) {
    if (isGiven) note('cert_file', 'is not there, so this is plain HTTP')
    return null
  }
  const pem = pemReader(section, read, fault, note)
  const [cert, key, clientCa] = [pem('cert'), pem('key'), pem('client_ca')]
  if (cert === null && section.cert_file === undefined) fault('cert_file', 'is missing', 'Add it')
  if (key === null && section.key_file === undefined) fault('key_file', 'is missing', 'Add it')
  const matches = cert !== null && key !== null && checkPair(cert, key, fault)
  checkClients(section, clientCa, fault, note)
  checkVersions(section, fault, note)
  const settings: TlsSettings = {
    cert: cert ?? '',
    key: key ?? '',
    clientCa,
    clientAuth: section.client_auth_type,
    clientSans: section.client_allowed_sans ?? null,
    minVersion: VERSIONS[spoken(section.min_version)],
    maxVersion: VERSIONS[section.max_version],
    ciphers: section.cipher_suites?.length ? cipherList(section.cipher_suites) : null,
    curves: section.curve_preferences?.length
      ? section.curve_preferences.map(name => CURVES[name]).join(':')
      : null,
    preferOurCiphers: section.prefer_server_cipher_suites,
  }
  if (matches && remarks.faults.length === 0) tryContext(settings, fault)
  return settings
}

/** As Node takes it, for a server that is made or one that is running. */
export function secureContextOf(tls: TlsSettings): SecureContextOptions {
  const { cert, key, clientCa, minVersion, maxVersion, ciphers, curves, preferOurCiphers } = tls
  return {
    cert,
    key,
    minVersion,
    maxVersion,
    honorCipherOrder: preferOurCiphers,
    ...(clientCa === null ? {} : { ca: clientCa }),
    ...(ciphers === null ? {} : { ciphers }),
    ...(curves === null ? {} : { ecdhCurve: curves }),
  }
}

/** What the toolkit takes for a section that asks for TLS. */
function asksForTls(section: TlsSection): boolean {
  const { cert, cert_file, key, key_file, client_ca, client_ca_file, client_auth_type } = section
  const given = [cert, cert_file, key, key_file, client_ca, client_ca_file].some(one => one !== undefined)
  return given || client_auth_type !== 'NoClientCert' || (section.client_allowed_sans ?? null) !== null
}

function pemReader(
  section: TlsSection,
  read: (path: string) => string,
  fault: Say,
  note: Say,
): (name: 'cert' | 'key' | 'client_ca') => string | null {
  return name => {
    const [inline, file] = [section[name], section[`${name}_file`]]
    if (inline !== undefined && file !== undefined)
      note(name, `stands beside ${name}_file, which is the one that counts`, 'Keep one of the two')
    try {
      return file === undefined ? (inline ?? null) : read(file)
    } catch (cause) {
      fault(`${name}_file`, messageOf(cause), 'slowburn must be able to read it')
      return null
    }
  }
}

function checkClients(section: TlsSection, clientCa: string | null, fault: Say, note: Say): void {
  const { client_auth_type: type, client_allowed_sans: sans } = section
  const requires = type === 'RequireAnyClientCert' || type === 'RequireAndVerifyClientCert'
  if (type.includes('Verify') && clientCa === null) {
    fault(
      'client_auth_type',
      'verifies clients without client_ca_file',
      'Give both client_ca_file and a client_auth_type with Verify in its name, or neither',
    )
  } else if (!type.includes('Verify') && clientCa !== null) {
    const say = type === 'NoClientCert' ? fault : note
    say(
      'client_auth_type',
      'does not verify clients, yet there is a client_ca',
      'Give both client_ca_file and a client_auth_type with Verify in its name, or neither',
    )
  }
  if (sans !== undefined && sans !== null && !requires) {
    fault(
      'client_allowed_sans',
      `means nothing where client_auth_type is ${type}: clients may come without a certificate`,
      'Set client_auth_type: RequireAndVerifyClientCert, or remove the names',
    )
  }
}

/** Node's OpenSSL speaks nothing older, whoever asks. */
function spoken(version: TlsSection['min_version']): TlsSection['min_version'] {
  return version < 'TLS12' ? 'TLS12' : version
}

function checkVersions({ min_version: min, max_version: max }: TlsSection, fault: Say, note: Say): void {
  if (min > max) {
    fault('min_version', 'is above max_version', 'Lower it, or raise max_version')
  } else if (max < 'TLS12') {
    fault('max_version', `is ${max}, and nothing below TLS12 is spoken`, 'Raise it to TLS12 or TLS13')
  } else if (min < 'TLS12') {
    note('min_version', `is ${min}, and nothing below TLS12 is spoken`)
  }
}

function checkPair(cert: string, key: string, fault: Say): boolean {
  try {
    const certificate = new X509Certificate(cert)
    try {
      if (certificate.checkPrivateKey(createPrivateKey(key))) return true
      fault(
        'key_file',
        'does not belong to the certificate',
        'Give the key that the certificate was made for',
      )
    } catch (cause) {
      fault('key_file', `is no private key: ${messageOf(cause)}`, 'Give a PEM file without a password')
    }
  } catch (cause) {
    fault('cert_file', `is no certificate: ${messageOf(cause)}`, 'Give a PEM file')
  }
  return false
}

/** What OpenSSL has to say against all of it together, as against a key that is too short. */
function tryContext(settings: TlsSettings, fault: Say): void {
  try {
    createSecureContext(secureContextOf(settings))
  } catch (cause) {
    fault(
      'cert_file',
      `cannot be served by OpenSSL: ${messageOf(cause)}`,
      'Give another certificate, or other settings beside it',
    )
  }
}
