// The web configuration file: TLS and log-in, in the format of the Prometheus exporter toolkit. What slowburn does otherwise
// and no less safely is noted; what would be less safe is refused, since half a lock is worse than none.
import { dirname, resolve } from 'node:path'
import type * as z from 'zod'
import { type ConfigDocument, readDocument } from '../../config/document.ts'
import { ConfigError, type Fault, messageOf } from '../../core/errors.ts'
import { readAs } from '../../core/options/read.ts'
import { readRegular } from '../../core/reading/regular-file.ts'
import { BCRYPT_COSTS, bcryptCost, type PasswordHash, parsePasswordHash } from './passwords/hash.ts'
import { format, type WebConfigFile } from './toolkit/format.ts'
import { limitOf, type RateLimit } from './toolkit/rate-limit.ts'
import { type Remarks, type TlsSettings, tlsOf } from './toolkit/tls.ts'

export interface WebConfig {
  /** Null: plain HTTP. */
  tls: TlsSettings | null
  /** By name. Empty: no log-in. */
  users: ReadonlyMap<string, PasswordHash>
  /** Beside those of slowburn, of each answer. */
  headers: Readonly<Record<string, string>>
  /** Null: none. */
  rateLimit: RateLimit | null
  /** What is done otherwise than the file says, and is no less safe. */
  notes: readonly Fault[]
  /** The files that it was read from, itself first. */
  files: readonly string[]
}

export const NO_WEB_CONFIG: WebConfig = {
  tls: null,
  users: new Map(),
  headers: {},
  rateLimit: null,
  notes: [],
  files: [],
}

/** Reads the file; paths in it are relative to its folder. Throws ConfigError with every fault. */
export function readWebConfig(file: string): WebConfig {
  const files = [file]
  const text = readText(file, file)
  const read = (path: string): string => {
    const whole = resolve(dirname(file), path)
    files.push(whole)
    return readText(whole, path)
  }
  return { ...parseWebConfig(text, read), files }
}

/** Reads its text; `read` gives the text of a file that it names, or throws. */
export function parseWebConfig(text: string, read: (path: string) => string): WebConfig {
  const remarks: Remarks = { faults: [], notes: [] }
  const document = readDocument(text, null, remarks.faults)
  if (remarks.faults.length > 0) throw new ConfigError(remarks.faults)
  const parsed = readAs(format, document.value ?? {})
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(issue => faultsOf(issue, document)))
  const { tls_server_config: section, http_server_config: http, rate_limit: limit } = parsed.data
  const tls = section ? tlsOf(section, document, read, remarks) : null
  const users = usersOf(parsed.data.basic_auth_users, document, remarks)
  const headers = headersOf(http)
  const at = (...path: string[]) => ({ path: path.join('.'), line: document.lineOf(path) })
  if (http?.http2 === true && tls !== null)
    remarks.notes.push({
      ...at('http_server_config', 'http2'),
      message: 'is not spoken: all is served as HTTP/1.1',
    })
  const rateLimit = limit ? limitOf(limit) : null
  if (rateLimit?.burst === 0) {
    const [message, remedy] = ['lets no request through', 'Set it to 1 or more']
    remarks.faults.push({ ...at('rate_limit', 'burst'), message, remedy })
  }
  if (remarks.faults.length > 0) throw new ConfigError(remarks.faults)
  return { tls, users, headers, rateLimit, notes: remarks.notes, files: [] }
}

function headersOf(http: WebConfigFile['http_server_config']): Record<string, string> {
  const given = Object.entries(http?.headers ?? {})
  return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

function readText(path: string, shown: string): string {
  try {
    return readRegular(path).toString('utf8')
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

function usersOf(
  named: Readonly<Record<string, string>>,
  document: ConfigDocument,
  { faults, notes }: Remarks,
): ReadonlyMap<string, PasswordHash> {
  const users = new Map<string, PasswordHash>()
  for (const [name, text] of Object.entries(named)) {
    const hash = parsePasswordHash(text)
    const at = { path: `basic_auth_users.${name}`, line: document.lineOf(['basic_auth_users', name]) }
    const cost = bcryptCost(text)
    if (hash !== null) {
      users.set(name, hash)
      const isSlow = cost !== null && cost > BCRYPT_COSTS.prompt
      if (isSlow) notes.push({ ...at, message: `is of cost ${cost}: the first log-in takes seconds` })
      continue
    }
    faults.push({
      ...at,
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
  return [at(issue.path, issue.message)]
}
