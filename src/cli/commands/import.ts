// `slowburn import`: makes the part of a slowburn.yml that routes alerts like the configuration of another program.

import { readFileSync, writeFileSync } from 'node:fs'
import { Argument, Command } from 'commander'
import type { Imported } from '../../app/import/alertmanager/alertmanager.ts'
import { ConfigError, messageOf } from '../../core/errors.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import type { CliCommand } from '../command.ts'
import { reportError } from '../terminal/report.ts'

export const importCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('import')
    .description(
      'turn the configuration of an Alertmanager into contacts, routes, mute times and inhibitions',
    )
    .addArgument(new Argument('<format>', 'what the file is').choices(['alertmanager']))
    .argument('<file>', 'the configuration')
    .option('-o, --output <file>', 'where to write it; must not be there yet (default: standard output)')
    .option('--partial', 'where somebody cannot be notified, notify those of the nearest route above')
    .addHelpText(
      'after',
      `
What cannot be carried over is listed by line on standard error. Where that is
somebody who "cannot be notified", nothing is written, unless --partial is
given. Put the result beside the sources of your slowburn.yml, then compare:
slowburn routes LABELS, and amtool config routes test LABELS.

Example:
  $ slowburn import alertmanager alertmanager.yml >> slowburn.yml`,
    )
    .action(async (_format: string, file: string, options: ImportOptions) => {
      try {
        // Loaded here, so that other commands need not wait for it.
        const { importAlertmanager } = await import('../../app/import/alertmanager/alertmanager.ts')
        report(file, importAlertmanager(textOf(file)), options)
      } catch (error) {
        reportError(error, file)
      }
    })
}

interface ImportOptions {
  output?: string
  partial?: true
}

/** Everything that is lost is said, whether or not there is a result. */
function report(file: string, { yaml, losses, faults }: Imported, { output, partial }: ImportOptions): void {
  for (const { line, where, what } of losses)
    process.stderr.write(redactSecrets(`${file}:${line}: ${where}: ${what}\n`))
  if (faults.length > 0) throw new ConfigError(faults)
  const unreached = losses.filter(one => one.unreached === true).length
  if (unreached > 0 && partial !== true) {
    const places = unreached === 1 ? 'at 1 place' : `at ${unreached} places`
    throw new Error(
      `nothing was written: ${places} somebody cannot be notified, see above. Change ${file}, or give --partial: ` +
        'a receiver without any integration left is then replaced by that of the nearest route above',
    )
  }
  // It may hold passwords.
  if (output === undefined) process.stdout.write(yaml)
  else writeNew(output, yaml)
}

/** Throws ConfigError where it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const remedy = 'Give the file that Alertmanager is started with (--config.file)'
    throw new ConfigError([{ path: file, message: `cannot be read: ${messageOf(cause)}`, remedy }])
  }
}

function writeNew(output: string, yaml: string): void {
  try {
    writeFileSync(output, yaml, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    throw new Error(`${output} cannot be written: ${messageOf(cause)}. Give another --output`, { cause })
  }
}
