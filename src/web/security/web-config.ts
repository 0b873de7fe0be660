// The web configuration file: TLS and log-in, in the format of the Prometheus exporter toolkit. What slowburn
// cannot do of it is refused by name, since half a lock is worse than none.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { SecureVersion } from 'node:tls'
import * as z from 'zod'
import { type ConfigDocument, readDocument } from '../../config/document.ts'
import { ConfigError, type Fault, messageOf } from '../../core/errors.ts'
import { type PasswordHash, parsePasswordHash } from './passwords/hash.ts'

export type ClientAuth =
  | 'NoClientCert'
  | 'RequestClientCert'
  | 'RequireAnyClientCert'
  | 'VerifyClientCertIfGiven'
  | 'RequireAndVerifyClientCert'

export interface TlsSettings {
  cert: string
  key: string
  /** Who may sign the certificates of clients; null where none are verified. */
  clientCa: string | null
  clientAuth: ClientAuth
  minVersion: SecureVersion
  maxVersion: SecureVersion
}

export interface WebConfig {
  /** Null: plain HTTP. */
  tls: TlsSettings | null
  /** By name. Empty: no log-in. */
  users: ReadonlyMap<string, PasswordHash>
}

const VERSIONS = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const
const version = z.enum(['TLS12', 'TLS13'])

const schema = z.strictObject({
  tls_server_config: z
    .strictObject({
      cert: z.string().optional(),
      cert_file: z.string().optional(),
      key: z.string().optional(),
      key_file: z.string().optional(),
      client_auth_type: z
        .enum([
          'NoClientCert',
          'RequestClientCert',
          'RequireAnyClientCert',
          'VerifyClientCertIfGiven',
          'RequireAndVerifyClientCert',
        ])
        .default('NoClientCert'),
      client_ca: z.string().optional(),
      client_ca_file: z.string().optional(),
      min_version: version.default('TLS12'),
      max_version: version.default('TLS13'),
    })
    .optional(),
  basic_auth_users: z
    .record(
      z
        .string()
        .min(1)
        .regex(/^[^:]+$/),
      z.string(),
    )
    .default({}),
})

type TlsSection = NonNullable<z.infer<typeof schema>['tls_server_config']>

/** Reads the file; paths in it are relative to its folder. Throws ConfigError with every fault. */
export function readWebConfig(file: string): WebConfig {
  return parseWebConfig(readText(file, file), path => readText(resolve(dirname(file), path), path))
}

/** Reads its text; `read` gives the text of a file that it names, or throws. */
export function parseWebConfig(text: string, read: (path: string) => string): WebConfig {
  const faults: Fault[] = []
  const document = readDocument(text, {}, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  const parsed = schema.safeParse(document.value ?? {})
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(issue => faultsOf(issue, document)))
  const { tls_server_config: section, basic_auth_users: named } = parsed.data
  const tls = section === undefined ? null : tlsOf(section, document, read, faults)
  const users = usersOf(named, document, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  return { tls, users }
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError([
      {
        path: shown,
        message: `cannot be read: ${messageOf(cause)}`,
        remedy: 'Check the path and its rights',
      },
    ])
  }
}

function tlsOf(
  section: TlsSection,
  document: ConfigDocument,
  read: (path: string) => string,
  faults: Fault[],
): TlsSettings {
  const fault = (name: string, message: string, remedy: string): void => {
    const path = ['tls_server_config', name]
    faults.push({ path: path.join('.'), line: document.lineOf(path), message, remedy })
  }
  const pem = (name: 'cert' | 'key' | 'client_ca'): string | null => {
    const [inline, file] = [section[name], section[`${name}_file`]]
    if (inline !== undefined && file !== undefined) {
      fault(name, `stands beside ${name}_file`, 'Keep one of the two')
    }
    try {
      return inline ?? (file === undefined ? null : read(file))
    } catch (cause) {
      fault(`${name}_file`, messageOf(cause), 'slowburn must be able to read it')
      return null
    }
  }
  const [cert, key, clientCa] = [pem('cert'), pem('key'), pem('client_ca')]
  if (cert === null && section.cert_file === undefined) fault('cert_file', 'is missing', 'Add it')
  if (key === null && section.key_file === undefined) fault('key_file', 'is missing', 'Add it')
  if (cert !== null && key !== null) checkPair(cert, key, fault)
  const verifies = /Verify/.test(section.client_auth_type)
  if (verifies !== (clientCa !== null)) {
    fault(
      'client_auth_type',
      verifies
        ? 'verifies clients without client_ca_file'
        : 'does not verify clients, yet there is a client_ca',
      'Give both client_ca_file and a client_auth_type with Verify in its name, or neither',
    )
  }
  if (section.min_version > section.max_version) {
    fault('min_version', 'is above max_version', 'Lower it, or raise max_version')
  }
  return {
    cert: cert ?? '',
    key: key ?? '',
    clientCa,
    clientAuth: section.client_auth_type,
    minVersion: VERSIONS[section.min_version],
    maxVersion: VERSIONS[section.max_version],
  }
}

function checkPair(
  cert: string,
  key: string,
  fault: (name: string, message: string, remedy: string) => void,
): void {
  try {
    const certificate = new X509Certificate(cert)
    try {
      if (certificate.checkPrivateKey(createPrivateKey(key))) return
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
}

function usersOf(
  named: Readonly<Record<string, string>>,
  document: ConfigDocument,
  faults: Fault[],
): ReadonlyMap<string, PasswordHash> {
  const users = new Map<string, PasswordHash>()
  for (const [name, text] of Object.entries(named)) {
    const hash = parsePasswordHash(text)
    if (hash !== null) {
      users.set(name, hash)
      continue
    }
    faults.push({
      path: `basic_auth_users.${name}`,
      line: document.lineOf(['basic_auth_users', name]),
      message: 'is no bcrypt or scrypt hash of a cost that can be accepted',
      remedy: 'Make one with slowburn hash-password, or with htpasswd -nBC 10 ""',
    })
  }
  return users
}

function faultsOf(issue: z.core.$ZodIssue, document: ConfigDocument): Fault[] {
  const at = (path: readonly PropertyKey[], message: string, remedy?: string): Fault => ({
    path: path.length === 0 ? 'web configuration' : path.map(String).join('.'),
    line: document.lineOf(path),
    message,
    remedy,
  })
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key =>
      at([...issue.path, key], 'is not supported', 'Remove it; the documentation lists what is supported'),
    )
  }
  return [at(issue.path, issue.message.replace(/^Invalid input: /, ''))]
}
