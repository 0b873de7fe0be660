// How a command ends when something is wrong: one clear line for each fault, and a non-zero exit.
import { ConfigError, formatFault, messageOf } from '../../core/errors.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'

/** Exit codes: 1 something is wrong with what was given, 2 the command itself was misused. */
export const FAILED = 1

/** Writes an error for a person, without a stack, and sets the exit code. */
export function reportError(error: unknown, where: string | null = null): void {
  const lines =
    error instanceof ConfigError ? error.faults.map(fault => formatFault(fault)) : [messageOf(error)]
  for (const line of lines) {
    const prefix = error instanceof ConfigError && where !== null ? `${where}: ` : 'slowburn: '
    process.stderr.write(`${prefix}${redactSecrets(line)}\n`)
  }
  process.exitCode = FAILED
}
