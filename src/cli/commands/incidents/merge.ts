// `slowburn merge`: two incidents have one cause; remembered for as long as both stand.
import { Command } from 'commander'
import type { CliCommand } from '../../command.ts'
import { type SayOptions, say, saying } from './say.ts'

export const mergeCommand: CliCommand = { group: 'Incidents', build }

function build(): Command {
  return saying(
    new Command('merge')
      .description('say that two incidents have one cause')
      .argument('<incident>', 'the incident, by the first six characters of its id or more')
      .argument('<other>', 'the incident that becomes a part of it'),
  )
    .addHelpText('after', '\nExample:\n  $ slowburn merge 5f0c6c1d a1b2c3d4 --note "same release"')
    .action((id: string, other: string, options: SayOptions) =>
      say(id, 'merge', { other }, 'Merged into incident', options),
    )
}
