// The shape of a command of the command line. One command is one file below `commands/`; `npm run generate` registers it.
import type { Command } from 'commander'

/** Heading under which `slowburn --help` and the reference page list it. */
export type CommandGroup = 'Run' | 'Alerts' | 'Incidents' | 'Inspect'

export interface CliCommand {
  readonly group: CommandGroup
  /** Declares name, description, arguments and options, an example, and what it does. */
  build(): Command
}

/** In the order in which they are shown. */
export const commandGroups: readonly CommandGroup[] = ['Run', 'Alerts', 'Incidents', 'Inspect']
