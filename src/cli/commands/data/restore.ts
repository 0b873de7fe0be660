// `slowburn restore`: puts a backup back, verified first, into a data folder that no service runs on.
import { Command } from 'commander'
import { dataFolderOf } from '../../../config/data-folder.ts'
import { systemClock } from '../../../core/clock.ts'
import type { CliCommand } from '../../command.ts'

export const restoreCommand: CliCommand = { group: 'Run', build }

interface RestoreCommandOptions {
  config: string
  data?: string
  replace?: true
}

function build(): Command {
  return new Command('restore')
    .description('put a backup back into the data folder; stop the service first')
    .argument('<folder>', 'what slowburn backup has made')
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, in place of --config')
    .option('--replace', 'move what is in the data folder aside')
    .addHelpText(
      'after',
      `
The backup is verified before anything is changed. Messages that were sent after
it was made may be sent again, under the same Message-ID.

Example:
  $ slowburn restore /mnt/backups/slowburn-monday --replace`,
    )
    .action(async (from: string, { config, data, replace }: RestoreCommandOptions) => {
      const to = data ?? dataFolderOf(config, process.env)
      // Loaded here, so that no other command waits for it.
      const { restoreBackup } = await import('../../../operations/backup/restore.ts')
      const done = await restoreBackup({ from, to, replace: replace === true, clock: systemClock })
      const aside = done.aside === null ? '' : ` What was there is in ${done.aside}.`
      process.stdout.write(
        `Restored ${(done.bytes / 1e6).toFixed(1)} MB of ${done.madeAt.slice(0, 16).replace('T', ' ')} UTC to ${to}.${aside}\n`,
      )
    })
}
