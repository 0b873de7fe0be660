// Runs what was asked for on the command line, and says in a line what went wrong: a command throws, and need not catch.
import { type Command, CommanderError } from 'commander'
import { reportError } from './terminal/report.ts'

/** `args` without the program itself. */
export async function run(build: () => Command, args: readonly string[]): Promise<void> {
  try {
    const program = build()
    // An exit in the middle would lose what went wrong with writing the help.
    for (const command of [program, ...program.commands]) command.exitOverride()
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    // What was wrong with the command line has been said.
    if (error instanceof CommanderError) process.exitCode = error.exitCode
    else reportError(error)
  }
}
