// The command line.
import { CommanderError } from 'commander'
import { buildProgram } from './program.ts'
import { reportError } from './terminal/report.ts'
import { endAfterStart, openNoDebugger, outliveReaders } from './terminal/signals.ts'

openNoDebugger()
outliveReaders()

try {
  const program = buildProgram()
  // An exit in the middle would lose what went wrong with writing the help.
  for (const command of [program, ...program.commands]) command.exitOverride()
  await program.parseAsync()
} catch (error) {
  // What was wrong with the command line has been said.
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else reportError(error)
}

endAfterStart()
