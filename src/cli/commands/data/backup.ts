// `slowburn backup`: a consistent copy of everything that cannot be made again, while the service runs.
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { moveBackup, targetFault } from '../../../operations/backup/move.ts'
import { backupAnswer } from '../../client/service-answers.ts'
import { osUser, serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'

/** How often the service is asked whether it is done, in milliseconds. */
const ASK_EVERY = 200

export const backupCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return withService(
    new Command('backup').description(
      'copy database and link key of the running service, for slowburn restore',
    ),
  )
    .option('--to <folder>', 'a folder that is not there yet (default: below backups/ of the data folder)')
    .option('--by <name>', 'who does it (default: your user name)')
    .addHelpText('after', '\nExample:\n  $ slowburn backup --to /mnt/backups/slowburn-monday')
    .action((options: Where & { to?: string; by?: string }) => backUp(options))
}

async function backUp(options: Where & { to?: string; by?: string }): Promise<void> {
  const { to, by = osUser() } = options
  const target = to === undefined ? null : resolve(to)
  const fault = target === null ? null : targetFault(target)
  if (fault !== null) throw new Error(fault)
  const client = serviceClient(options)
  let { backup } = await client.post('api/v1/backups', { by }, backupAnswer)
  while (backup.state === 'running') {
    await wait(ASK_EVERY)
    backup = (await client.get(`api/v1/backups/${encodeURIComponent(backup.name)}`, backupAnswer)).backup
  }
  if (backup.state === 'failed') throw new Error(`the backup failed: ${backup.fault}`)
  if (target !== null) moveBackup(backup.folder, target)
  process.stdout.write(`Backed up ${(backup.bytes / 1e6).toFixed(1)} MB to ${target ?? backup.folder}\n`)
}
