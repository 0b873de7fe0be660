// `slowburn accept`: this is not drift. The present level of a series is normal from now on; it can be taken back.

import { Command } from 'commander'
import { clean } from '../../../presentation/clean.ts'
import { type HandleOptions, handle, handling } from '../../client/handle.ts'
import { seriesAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'

interface AcceptOptions extends HandleOptions {
  series?: true
  undo?: true
}

export const acceptCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return handling(
    new Command('accept').description('say that this is not drift: the present level is the new normal'),
  )
    .option('--series', 'the id is that of a series, as in the address of its page')
    .option('--undo', 'undo it: the alerts that stood before stand again')
    .addHelpText(
      'after',
      `
The alert ends. Steps that were accepted one by one are still added up: slowburn
says so when they have moved a series far from where it once was.

Examples:
  $ slowburn accept 5f0c6c1d --note "larger repositories since Monday"
  $ slowburn accept 5f0c6c1d --undo
  $ slowburn accept --series 12`,
    )
    .action((id: string, options: AcceptOptions) => {
      const [action, done] =
        options.undo === true ? (['unaccept', 'Taken back'] as const) : (['accept', 'Accepted'] as const)
      return options.series === true
        ? handleSeries(id, action, done, options)
        : handle(id, action, done, options)
    })
}

async function handleSeries(id: string, action: string, done: string, options: HandleOptions): Promise<void> {
  const { by = osUser(), note } = options
  const body = { by, ...(note === undefined ? {} : { note }) }
  const path = `api/v1/series/${encodeURIComponent(id)}/${action}`
  const { changed, series } = await serviceClient(options).post(path, body, seriesAnswer)
  process.stdout.write(`${clean(`${changed ? done : 'No change'}: ${series.key}`, 400)}.\n`)
}
