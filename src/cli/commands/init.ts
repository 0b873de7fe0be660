// `slowburn init`: looks at a database or a Prometheus, says what it found and what is missing, and writes a slowburn.yml.

import { existsSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { MINUTE } from '../../core/duration.ts'
import { ConfigError } from '../../core/errors.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { stderrLog } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'
import { replayFromSources } from './replay.ts'

/** A large database is looked at for a while. */
const LONGEST = 10 * MINUTE

interface InitOptions {
  database?: string
  prometheus?: string
  output: string
  force?: true
  all?: true
  replay?: true
}

const DEFAULT_FILE = 'slowburn.yml'

export const initCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('init')
    .description(
      'inspect a PostgreSQL database, or a Prometheus, read-only and write a commented slowburn.yml',
    )
    .option('-d, --database <url>', 'postgres://user:password@host:5432/database')
    .option('-p, --prometheus <url>', 'or what speaks its API: https://user:password@host:9090')
    .option('-o, --output <file>', 'file to write; - prints it', DEFAULT_FILE)
    .option('--force', 'write over an existing file')
    .option('--all', 'write every table or metric that may be of use, however unlikely')
    .option('--replay', 'also read its history and say what would have been mailed over it; takes minutes')
    .addHelpText(
      'after',
      `
Examples:
  $ slowburn init --database postgres://reader@127.0.0.1/app
  $ slowburn init --database postgres://reader@127.0.0.1/app --replay
  $ slowburn init --prometheus http://127.0.0.1:9090`,
    )
    .action((options: InitOptions) => init(options))
}

async function init({ output, force, all, replay, ...addresses }: InitOptions): Promise<void> {
  const { option, address } = givenIn(addresses)
  if (output === '-' && replay === true)
    throw new Error('--replay reads the file that is written: give it a name with --output')
  if (output !== '-' && existsSync(output) && force !== true) {
    const remedy = 'Write elsewhere with --output, or over it with --force'
    throw new ConfigError([{ path: output, message: 'is there already', remedy }])
  }
  // Loaded here, so that no other command waits for it.
  const { surveyorOf } = await loaded(import('../../sources/registry.ts'))
  const found = surveyorOf(address)
  if (found === null || found.type !== TYPES[option].type) {
    const message = 'no source type handles such an address'
    throw new ConfigError([{ path: `--${option}`, message, remedy: `Write it as ${TYPES[option].example}` }])
  }
  const { attended } = await loaded(import('../../app/containment/attend.ts'))
  const { type, surveyor } = found
  const owner: Owner = { kind: 'source', name: type }
  const stopped = shutdownSignal()
  const { summary, config, variable } = await attended(
    parts =>
      parts.ask(owner, stopped, signal =>
        parts.call(owner, () => surveyor.survey(address, signal, all === true)),
      ),
    { log: stderrLog, longest: LONGEST },
  )
  process.stderr.write(`${summary}\n`)
  if (output === '-') process.stdout.write(config)
  else {
    writeFileSync(output, config, { mode: 0o600 })
    process.stderr.write(
      `\nWritten: ${output}. Next:\n${nextSteps(output, variable)
        .map(step => `  ${step}\n`)
        .join('')}`,
    )
  }
  if (replay !== true) return
  // The file takes it from there, so that no password stands in it.
  process.env[variable] = address
  process.stderr.write('\n')
  await replayFromSources(output)
}

/** By the option that an address is given under. */
const TYPES = {
  database: { type: 'postgres', example: 'postgres://user@host:5432/database' },
  prometheus: { type: 'prometheus', example: 'http://host:9090' },
} as const

function givenIn({ database, prometheus }: Pick<InitOptions, 'database' | 'prometheus'>): {
  option: keyof typeof TYPES
  address: string
} {
  if (database !== undefined && prometheus === undefined) return { option: 'database', address: database }
  if (prometheus !== undefined && database === undefined) return { option: 'prometheus', address: prometheus }
  throw new Error('give one of them: --database with a PostgreSQL, or --prometheus with a Prometheus')
}

/** A command looks for the usual file in the folder that it runs in; any other is named. */
function nextSteps(output: string, variable: string): string[] {
  const isWord = /^[\w./@:+-]+$/.test(output)
  const file = isWord ? output : `'${output.replaceAll("'", `'\\''`)}'`
  const named = output === DEFAULT_FILE ? '' : ` --config ${file}`
  return [
    `export ${variable}=…   the URL that you gave`,
    `slowburn check${named}`,
    `slowburn replay --from-sources${named}   what would have been mailed`,
    `slowburn start${named}`,
  ]
}
