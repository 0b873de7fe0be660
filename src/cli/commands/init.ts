// `slowburn init`: looks at a database, says what it found and what is missing, and writes a slowburn.yml.

import { existsSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { ConfigError } from '../../core/errors.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { shutdownSignal } from '../terminal/signals.ts'

interface InitOptions {
  database: string
  output: string
  force?: true
  all?: true
}

export const initCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('init')
    .description('inspect a PostgreSQL database read-only and write a commented slowburn.yml')
    .requiredOption('-d, --database <url>', 'postgres://user:password@host:5432/database')
    .option('-o, --output <file>', 'file to write; - prints it', 'slowburn.yml')
    .option('--force', 'write over an existing file')
    .option('--all', 'write every table that may be of use, however unlikely')
    .addHelpText('after', '\nExample:\n  $ slowburn init --database postgres://reader@127.0.0.1/app')
    .action((options: InitOptions) => init(options))
}

async function init({ database, output, force, all }: InitOptions): Promise<void> {
  if (output !== '-' && existsSync(output) && force !== true) {
    const remedy = 'Write elsewhere with --output, or over it with --force'
    throw new ConfigError([{ path: output, message: 'is there already', remedy }])
  }
  // Loaded here, so that no other command waits for it.
  const { surveyorOf } = await loaded(import('../../sources/registry.ts'))
  const surveyor = surveyorOf(database)
  if (surveyor === null) {
    const message = 'no source type handles such an address'
    const remedy = 'Write it as postgres://user@host:5432/database'
    throw new ConfigError([{ path: '--database', message, remedy }])
  }
  const { summary, config } = await surveyor.survey(database, shutdownSignal(), all === true)
  process.stderr.write(`${summary}\n`)
  if (output === '-') process.stdout.write(config)
  else {
    writeFileSync(output, config, { mode: 0o600 })
    process.stderr.write(
      `\nWritten: ${output}. Next:\n  export DATABASE_URL=…   the URL that you gave\n  slowburn check\n  slowburn start\n`,
    )
  }
}
