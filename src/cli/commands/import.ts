// `slowburn import`: makes the part of a slowburn.yml that routes alerts like the configuration of another program.

import { readFileSync, writeFileSync } from 'node:fs'
import { Argument, Command } from 'commander'
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
    .addHelpText(
      'after',
      `
What cannot be carried over is listed by line on standard error. Put the result
beside the sources of your slowburn.yml, then compare: slowburn routes LABELS,
and amtool config routes test LABELS.

Example:
  $ slowburn import alertmanager alertmanager.yml >> slowburn.yml`,
    )
    .action(async (_format: string, file: string, { output }: { output?: string }) => {
      try {
        // Loaded here, so that other commands need not wait for it.
        const { importAlertmanager } = await import('../../app/import/alertmanager/alertmanager.ts')
        const { yaml, losses } = importAlertmanager(readFileSync(file, 'utf8'))
        // It may hold passwords.
        if (output === undefined) process.stdout.write(yaml)
        else writeFileSync(output, yaml, { flag: 'wx', mode: 0o600 })
        for (const { line, where, what } of losses)
          process.stderr.write(`${file}:${line}: ${where}: ${what}\n`)
      } catch (error) {
        reportError(error, file)
      }
    })
}
