// `slowburn split`: a change has another cause than the rest of its incident; remembered for as long as it stands.
import { Command } from 'commander'
import type { CliCommand } from '../../command.ts'
import { type SayOptions, say, saying } from './say.ts'

export const splitCommand: CliCommand = { group: 'Incidents', build }

function build(): Command {
  return saying(
    new Command('split')
      .description('say that a change has another cause than the rest of an incident')
      .argument('<incident>', 'the incident, by the first six characters of its id or more')
      .argument('<series>', 'the number of the series, as `slowburn incidents <id>` lists it'),
  )
    .addHelpText('after', '\nExample:\n  $ slowburn split 5f0c6c1d 12 --note "the queue is its own problem"')
    .action((id: string, series: string, options: SayOptions) => {
      if (!/^[1-9]\d{0,14}$/.test(series))
        throw new Error(`${series} is not the number of a series. slowburn incidents ${id} lists them`)
      return say(id, 'split', { series: Number(series) }, 'Split from incident', options)
    })
}
