// `slowburn snooze`: not now; it comes back when the time is up, or when it gets worse.

import { Command } from 'commander'
import { type HandleOptions, handle, handling } from '../../client/handle.ts'
import type { CliCommand } from '../../command.ts'

interface SnoozeOptions extends HandleOptions {
  for: string
}

export const snoozeCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return handling(new Command('snooze').description('suppress an alert for a while, or until it gets worse'))
    .requiredOption('--for <duration>', 'how long, such as 30m, 4h or 1d12h')
    .addHelpText('after', '\nExample:\n  $ slowburn snooze 5f0c6c1d --for 4h')
    .action((id: string, options: SnoozeOptions) =>
      handle(id, 'snooze', 'Snoozed', options, { for: options.for }),
    )
}
