#!/usr/bin/env node
// The command line: one file a command, put together here.
import { Command } from 'commander'
import { packageVersion } from '../app/version.ts'
import { analyseCommand } from './analyse.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { initCommand } from './init.ts'
import { reportError } from './report.ts'
import { startCommand } from './start.ts'

const program = new Command('slowburn')
  .description(
    'Notices when an AI task platform is quietly getting worse, says since when and by how much, and emails the person on call.',
  )
  .version(packageVersion(), '-V, --version')
  .configureHelp({ helpWidth: 80 })
  .showHelpAfterError('(see slowburn --help)')
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(initCommand())
  .addCommand(checkCommand())
  .addCommand(analyseCommand())
  .addHelpText(
    'after',
    `
Examples:
  $ slowburn demo                                  watch a built-in example platform
  $ slowburn init --database postgres://localhost/app   write a slowburn.yml for a database
  $ slowburn check                                 validate slowburn.yml and try its connections
  $ slowburn start                                 run the service
  $ slowburn analyse durations.csv                 say what changed in any series`,
  )

try {
  await program.parseAsync()
} catch (error) {
  reportError(error)
}
