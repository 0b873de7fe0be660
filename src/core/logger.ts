// One line of JSON, or of text, per thing worth knowing. Secrets are cut out before a line is written.
import type { Clock } from './clock.ts'
import { redactSecrets } from './secrets/redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Those of this file are frozen: many hold the same one. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export interface LoggerOptions {
  clock: Clock
  level: LogLevel
  format: 'text' | 'json'
  write(line: string): void
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

export function createLogger({ clock, level, format, write }: LoggerOptions): Logger {
  const log = (at: LogLevel, message: string, fields: LogFields = {}): void => {
    if (ORDER.indexOf(at) < ORDER.indexOf(level)) return
    const time = new Date(clock.now()).toISOString()
    const clean = Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, typeof value === 'string' ? bounded(value) : value]),
    )
    const text = bounded(message)
    if (format === 'json') {
      write(`${JSON.stringify({ time, level: at, message: text, ...clean })}\n`)
      return
    }
    const rest = Object.entries(clean).map(([name, value]) => ` ${name}=${quote(value ?? null)}`)
    write(`${time} ${at.padEnd(5)} ${oneLine(text)}${rest.join('')}\n`)
  }
  return Object.freeze({
    debug: (message: string, fields?: LogFields) => log('debug', message, fields),
    info: (message: string, fields?: LogFields) => log('info', message, fields),
    warn: (message: string, fields?: LogFields) => log('warn', message, fields),
    error: (message: string, fields?: LogFields) => log('error', message, fields),
  })
}

/** A logger that says nothing. */
export const silentLogger: Logger = Object.freeze({ debug() {}, info() {}, warn() {}, error() {} })

/** Characters of one field: what a part throws or reports may be of any length. */
const LONGEST_FIELD = 10_000

/** A secret is cut out whole before anything is cut off. */
function bounded(text: string): string {
  const clean = redactSecrets(text.slice(0, 2 * LONGEST_FIELD))
  return clean.length <= LONGEST_FIELD ? clean : `${clean.slice(0, LONGEST_FIELD)}…`
}

function quote(value: string | number | boolean | null): string {
  return typeof value === 'string' && /[\s"=]/.test(value) ? JSON.stringify(value) : String(value)
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' | ')
}
