// `slowburn ack`: somebody is on it; no reminders until it is over or becomes severer.

import { Command } from 'commander'
import { type HandleOptions, handle, handling } from '../../client/handle.ts'
import type { CliCommand } from '../../command.ts'

interface AckOptions extends HandleOptions {
  undo?: true
}

export const ackCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return handling(new Command('ack').description('acknowledge an alert: you are on it, reminders stop'))
    .option('--undo', 'as if nobody had acknowledged or snoozed it')
    .addHelpText('after', '\nExample:\n  $ slowburn ack 5f0c6c1d --note "rolling back"')
    .action((id: string, options: AckOptions) =>
      options.undo === true
        ? handle(id, 'release', 'Released', options)
        : handle(id, 'acknowledge', 'Acknowledged', options),
    )
}
