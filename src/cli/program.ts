// The command line put together from its commands.
import { Command, type OutputConfiguration } from 'commander'
import { packageVersion } from '../app/version.ts'
import { distinct } from '../core/names/distinct.ts'
import { commandGroups } from './command.ts'
import { files, members } from './commands/members.ts'

export function buildProgram(): Command {
  const program = new Command('slowburn')
    .description(
      'Notices when an AI task platform is quietly getting worse, says since when and by how much, and emails the person on call.',
    )
    .version(packageVersion(), '-V, --version')
    .configureHelp({ helpWidth: 80, sortSubcommands: true, subcommandTerm: command => command.name() })
    .configureOutput(pointingTo('slowburn'))
    .addHelpText('after', EXAMPLES)
  const built = members.map(({ group, build }) => ({ group, command: build() }))
  distinct(built, files, ({ command }) => command.name())
  for (const group of commandGroups) {
    for (const { command } of built.filter(one => one.group === group)) {
      const own = command.helpGroup(`${group}:`).copyInheritedSettings(program)
      // Output is shared with whoever it is copied from.
      program.addCommand(
        own.configureOutput({ ...own.configureOutput(), ...pointingTo(`slowburn ${command.name()}`) }),
      )
    }
  }
  return program
}

/** What is wrong with the arguments is one line, which says where their help is. */
function pointingTo(command: string): Pick<OutputConfiguration, 'outputError'> {
  return { outputError: (text, write) => write(`${inOneLine(text)} (see ${command} --help)\n`) }
}

/** What is near to a misspelt name is suggested on a line of its own. */
function inOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}

const EXAMPLES = `
A command says its arguments and options with --help.

Examples:
  $ slowburn demo                          watch a built-in example platform
  $ slowburn init --database postgres://localhost/app   write a slowburn.yml
  $ slowburn check                         validate it, try its connections
  $ slowburn start                         run the service
  $ slowburn analyse durations.csv         say what changed in any series
  $ slowburn alerts                        what fires, and who is on it
  $ slowburn ack 5f0c6c --note "reverted"  say that you are`
