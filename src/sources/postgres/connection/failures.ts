// What can go wrong between us and a database, in words that name the remedy and no secret.
import { Client, DatabaseError, escapeIdentifier } from 'pg'
import { messageOf, SourceError } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import { ENCODE, hasUnencodedPassword, mayBeDecoded } from './unencoded.ts'

/** What went wrong, and what to do about it. */
export interface Failure {
  message: string
  remedy?: string
}

/** SQLSTATE of a statement that was cancelled by `statement_timeout`. */
export const STATEMENT_TIMEOUT = '57014'

/**
 * Whether the connection is of no more use: it broke, or the server ended it or never let it in.
 * Everything else that the server says concerns one statement.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof SourceError) return false
  if (!(error instanceof DatabaseError)) return error instanceof Error && error.name !== 'AbortError'
  return error.severity === 'FATAL' || /^(08|25P0[34]|28|3D|53300|57P)/.test(error.code ?? '')
}

/** Whether the server turned a new connection away for want of room, which may pass in a moment. */
export function isBusy(error: unknown): boolean {
  return /^(53300|ECONNRESET|EPIPE)$/.test(codeOf(error)) || /Connection terminated/.test(messageOf(error))
}

/** The error for a server that cannot be read at all. An error that is one already is left as it is. */
export function unreachable(error: unknown, url: string): SourceError {
  if (error instanceof SourceError) return error
  const { message, remedy } = describeFailure(error, url)
  const full = remedy === undefined ? message : `${message}. ${remedy}`
  const cause = Object.assign(new Error(withoutSecrets(messageOf(error), url)), { code: codeOf(error) })
  return new SourceError(full, { cause })
}

/** What the owner can do where the replay of a standby ends what reads there; null where nothing of it is said. */
export function replayRemedy(text: string): string | null {
  if (!/conflict with recovery/.test(text)) return null
  return 'Let its replay wait for what reads, on the standby: ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf()'
}

const REMEDIES: ReadonlyArray<readonly [RegExp, (target: string, url: string) => Failure]> = [
  [
    /ECONNREFUSED/,
    t => ({ message: `${t} refused the connection`, remedy: 'Is PostgreSQL running there, on this port?' }),
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    t => ({ message: `the host name of ${t} cannot be resolved`, remedy: 'Correct the host in the URL' }),
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout expired|read timeout/i,
    t => ({ message: `${t} did not answer in time`, remedy: 'Check the address, the firewall and the load' }),
  ],
  [
    /28P01|28000|password|no pg_hba\.conf entry/i,
    (t, url) => ({
      message: `${t} did not accept the user or password`,
      remedy: `Correct the URL, or allow this user and address in pg_hba.conf${mayBeDecoded(url) ? '; a % that is part of the password itself is written %25' : ''}`,
    }),
  ],
  [/3D000/, t => ({ message: `the database of ${t} does not exist`, remedy: 'Correct the name in the URL' })],
  [
    /53300/,
    t => ({
      message: `${t} has no connection to spare`,
      remedy: 'Raise max_connections or reserve one; slowburn uses a single one',
    }),
  ],
  [
    /57014/,
    (t, url) => ({
      message: `${t} lets a statement take too little time`,
      remedy: `Allow its user more, or slowburn more (\`statement_timeout\`): ${setting(url, 'statement_timeout', '5s')}`,
    }),
  ],
  [
    /25P03/,
    (t, url) => ({
      message: `${t} ends transactions that stand idle for a moment`,
      remedy: `Allow its user more: ${setting(url, 'idle_in_transaction_session_timeout', '30s')}`,
    }),
  ],
  [
    /25P04/,
    (t, url) => ({
      message: `${t} lets a transaction take too little time`,
      remedy: `Allow its user more: ${setting(url, 'transaction_timeout', '1min')}`,
    }),
  ],
  [
    /57P05/,
    (t, url) => ({
      message: `${t} ends connections that stand idle for a moment`,
      remedy: `Allow its user more: ${setting(url, 'idle_session_timeout', '1min')}`,
    }),
  ],
  [
    /57P0/,
    t => ({ message: `${t} is starting up or shutting down`, remedy: 'It will be tried again by itself' }),
  ],
  [
    /certificate|SSL|TLS/i,
    t => ({
      message: `no secure connection to ${t} could be made`,
      remedy: 'Check sslmode and sslrootcert in the URL',
    }),
  ],
  [
    /Connection terminated|ECONNRESET|EPIPE|socket/i,
    t => ({ message: `${t} closed the connection`, remedy: 'It will be tried again by itself' }),
  ],
]

export function describeFailure(error: unknown, url: string): Failure {
  if (hasUnencodedPassword(url)) {
    return { message: 'the password in the URL holds a character that ends it there', remedy: ENCODE }
  }
  const target = describeTarget(url)
  if (target === null) {
    return {
      message: 'the URL is not one of a PostgreSQL database',
      remedy: 'Write it as postgres://user:password@host:5432/database',
    }
  }
  const code = codeOf(error)
  const text = withoutSecrets(messageOf(error), url)
  const known = REMEDIES.find(([pattern]) => pattern.test(code)) ?? REMEDIES.find(([p]) => p.test(text))
  if (known === undefined) {
    const remedy = replayRemedy(text)
    return { message: `${target} cannot be read: ${text}`, ...(remedy === null ? {} : { remedy }) }
  }
  const { message, remedy } = known[1](target, url)
  return { message: `${message} (${text})`, ...(remedy === undefined ? {} : { remedy }) }
}

function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && 'code' in first ? String(first.code) : ''
}

/** `user@host:port/database`, or null where the URL is not one of PostgreSQL. */
export function describeTarget(url: string): string | null {
  if (!/^(postgres|postgresql):\/\//.test(url) || hasUnencodedPassword(url)) return null
  try {
    const { user, host, port, database } = new Client({ connectionString: url })
    return `postgres://${user ?? ''}@${host}:${port}/${database ?? ''}`
  } catch {
    return null
  }
}

/** The statement by which the owner allows the user of the URL more. */
function setting(url: string, name: string, value: string): string {
  const { user = null } = describeTarget(url) === null ? {} : new Client({ connectionString: url })
  const role = user === null || /^[a-z_][a-z0-9_$]*$/.test(user) ? user : escapeIdentifier(user)
  return `ALTER ROLE ${role ?? '…'} SET ${name} = '${value}'`
}

/** Cuts the password of the URL, and whatever else looks like one, out of a text. */
export function withoutSecrets(text: string, url: string): string {
  const password = passwordOf(url)
  const forms = [password, encodeURIComponent(password)].filter(form => form.length >= 4)
  let clean = redactSecrets(text)
  for (const form of forms) clean = clean.replaceAll(form, '***')
  return clean
}

function passwordOf(url: string): string {
  try {
    return new Client({ connectionString: url }).password ?? ''
  } catch {
    return ''
  }
}
