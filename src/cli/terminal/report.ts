// How a command ends when something is wrong: one clear line for each fault, and a non-zero exit.
import { ConfigError, formatFault, messageOf } from '../../core/errors.ts'
import { type LogFields, type Logger, silentLogger } from '../../core/logger.ts'
import { redactFault, redactSecrets } from '../../core/secrets/redact.ts'
import { harmless } from '../../presentation/clean.ts'

/** Exit codes: 1 something is wrong with what was given, 2 the command itself was misused. */
export const FAILED = 1

/** Writes an error for a person, without a stack, and sets the exit code. */
export function reportError(error: unknown, where: string | null = null): void {
  for (const line of linesOf(error, where)) process.stderr.write(`${harmless(line)}\n`)
  process.exitCode = FAILED
}

/** What a part does to the command itself, in a line of that. */
export const stderrLog: Logger = Object.freeze({ ...silentLogger, error: say, warn: say })

function say(message: string, fields: LogFields = {}): void {
  const words = Object.entries(fields).flatMap(([name, value]) =>
    name === 'stack' ? [] : [`${name} ${value}`],
  )
  process.stderr.write(`${harmless(redactSecrets(`slowburn: ${[message, ...words].join(': ')}`))}\n`)
}

/** A fault of the file as a whole has its name already. */
function linesOf(error: unknown, where: string | null): string[] {
  if (!(error instanceof ConfigError)) return [redactSecrets(`slowburn: ${messageOf(error)}`)]
  const prefix = `${where ?? 'slowburn'}: `
  return error.faults.map(fault => (fault.path === where ? '' : prefix) + formatFault(redactFault(fault)))
}
