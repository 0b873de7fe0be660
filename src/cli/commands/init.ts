// `slowburn init`: looks at a database, says what it found and what is missing, and writes a slowburn.yml.

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
  database: string
  output: string
  force?: true
  all?: true
  replay?: true
}

const DEFAULT_FILE = 'slowburn.yml'

export const initCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('init')
    .description('inspect a PostgreSQL database read-only and write a commented slowburn.yml')
    .requiredOption('-d, --database <url>', 'postgres://user:password@host:5432/database')
    .option('-o, --output <file>', 'file to write; - prints it', DEFAULT_FILE)
    .option('--force', 'write over an existing file')
    .option('--all', 'write every table that may be of use, however unlikely')
    .option('--replay', 'also read its history and say what would have been mailed over it; takes minutes')
    .addHelpText(
      'after',
      `
Examples:
  $ slowburn init --database postgres://reader@127.0.0.1/app
  $ slowburn init --database postgres://reader@127.0.0.1/app --replay`,
    )
    .action((options: InitOptions) => init(options))
}

async function init({ database, output, force, all, replay }: InitOptions): Promise<void> {
  if (output === '-' && replay === true)
    throw new Error('--replay reads the file that is written: give it a name with --output')
  if (output !== '-' && existsSync(output) && force !== true) {
    const remedy = 'Write elsewhere with --output, or over it with --force'
    throw new ConfigError([{ path: output, message: 'is there already', remedy }])
  }
  // Loaded here, so that no other command waits for it.
  const { surveyorOf } = await loaded(import('../../sources/registry.ts'))
  const found = surveyorOf(database)
  if (found === null) {
    const message = 'no source type handles such an address'
    const remedy = 'Write it as postgres://user@host:5432/database'
    throw new ConfigError([{ path: '--database', message, remedy }])
  }
  const { attended } = await loaded(import('../../app/containment/attend.ts'))
  const { type, surveyor } = found
  const owner: Owner = { kind: 'source', name: type }
  const stopped = shutdownSignal()
  const { summary, config } = await attended(
    parts =>
      parts.ask(owner, stopped, signal =>
        parts.call(owner, () => surveyor.survey(database, signal, all === true)),
      ),
    { log: stderrLog, longest: LONGEST },
  )
  process.stderr.write(`${summary}\n`)
  if (output === '-') process.stdout.write(config)
  else {
    writeFileSync(output, config, { mode: 0o600 })
    process.stderr.write(
      `\nWritten: ${output}. Next:\n${nextSteps(output)
        .map(step => `  ${step}\n`)
        .join('')}`,
    )
  }
  if (replay !== true) return
  // The file takes it from there, so that no password stands in it.
  process.env.DATABASE_URL = database
  process.stderr.write('\n')
  await replayFromSources(output)
}

/** A command looks for the usual file in the folder that it runs in; any other is named. */
function nextSteps(output: string): string[] {
  const isWord = /^[\w./@:+-]+$/.test(output)
  const file = isWord ? output : `'${output.replaceAll("'", `'\\''`)}'`
  const named = output === DEFAULT_FILE ? '' : ` --config ${file}`
  return [
    'export DATABASE_URL=…   the URL that you gave',
    `slowburn check${named}`,
    `slowburn replay --from-sources${named}   what would have been mailed`,
    `slowburn start${named}`,
  ]
}
