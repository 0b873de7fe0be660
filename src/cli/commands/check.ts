// `slowburn check`: validates a configuration, tries each connection, and reports every fault at once.

import { Command } from 'commander'
import type { CheckedPart } from '../../app/check/check.ts'
import { systemClock } from '../../core/clock.ts'
import { formatFault } from '../../core/errors.ts'
import { redactFault, redactSecrets } from '../../core/secrets/redact.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { throughProxies } from '../terminal/proxies.ts'
import { FAILED, reportError, stderrLog } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'
import { replayFromSources } from './replay.ts'

interface CheckOptions {
  config: string
  offline?: true
  replay?: true
  json?: true
}

export const checkCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('check')
    .description('validate a configuration and try each connection; exit 1 on any fault')
    .option('-c, --config <file>', 'configuration', 'slowburn.yml')
    .option('--offline', 'validate only, connect to nothing')
    .option('--replay', 'then read what the sources hold and say what would have been mailed; takes minutes')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ slowburn check --config slowburn.yml\n  $ slowburn check --replay',
    )
    .action(async (options: CheckOptions) => {
      if (options.replay === true && (options.offline === true || options.json === true))
        throw new Error('--replay reads the sources and prints text: leave out --offline and --json')
      try {
        // Loaded here, so that no other command waits for it.
        const { loadConfig } = await loaded(import('../../config/load.ts'))
        const config = loadConfig(options.config, process.env)
        const { checkConnections, checkWebConfig, coverageGaps } = await loaded(
          import('../../app/check/check.ts'),
        )
        const parts = await checkWebConfig(config)
        if (options.offline !== true) {
          await throughProxies(process.env)
          const { attended } = await loaded(import('../../app/containment/attend.ts'))
          const signal = shutdownSignal()
          parts.push(
            ...(await attended(asked => checkConnections(config, systemClock, signal, asked), {
              log: stderrLog,
            })),
          )
        }
        report({ file: options.config, parts, gaps: coverageGaps(config) }, options.json === true)
        if (options.replay !== true || process.exitCode === FAILED) return
        process.stdout.write('\n')
        await replayFromSources(options.config)
      } catch (error) {
        reportError(error, options.config)
      }
    })
}

interface Result {
  file: string
  parts: readonly CheckedPart[]
  gaps: readonly string[]
}

function report({ file, parts, gaps }: Result, json: boolean): void {
  const ok = parts.every(part => part.faults.length === 0)
  if (!ok) process.exitCode = FAILED
  if (json) {
    process.stdout.write(`${redactSecrets(JSON.stringify({ file, ok, parts, gaps }, null, 2))}\n`)
    return
  }
  process.stdout.write(`${file}: valid\n`)
  for (const gap of gaps) process.stdout.write(`coverage gap: ${gap}\n`)
  for (const { part, faults, notes = [], untried } of parts) {
    process.stdout.write(
      `${part}: ${untried === undefined ? verdict(faults.length) : `not tried: ${untried}`}\n`,
    )
    for (const note of notes) process.stdout.write(`  note: ${formatFault(redactFault(note))}\n`)
    for (const fault of faults) process.stderr.write(`  ${formatFault(redactFault(fault))}\n`)
  }
}

function verdict(faults: number): string {
  if (faults === 0) return 'ok'
  return faults === 1 ? '1 fault' : `${faults} faults`
}
