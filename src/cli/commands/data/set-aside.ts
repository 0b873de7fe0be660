// `slowburn set-aside`: rows of the store that could not be used, why, and what follows from that.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { dataFolderOf } from '../../../config/data-folder.ts'
import type { SetAside } from '../../../storage/set-aside.ts'
import type { CliCommand } from '../../command.ts'

export const setAsideCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('set-aside')
    .description('list the rows of the store that could not be used; stop the service first')
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, in place of --config')
    .option('--clear', 'drop them: somebody has looked at them')
    .addHelpText(
      'after',
      `
What a row held stays in the table quarantine of the database until --clear.

Example:
  $ slowburn set-aside`,
    )
    .action(async ({ config, data, clear }: { config: string; data?: string; clear?: true }) => {
      const [{ openSqliteStore }, { DATABASE_FILE }] = await Promise.all([
        import('../../../storage/sqlite/store.ts'),
        import('../../../storage/sqlite/file/database.ts'),
      ])
      const folder = data ?? dataFolderOf(config, process.env)
      const file = join(folder, DATABASE_FILE)
      // Whoever looks at a store makes none.
      if (!existsSync(file)) {
        throw new Error(`${file} is not there. Name the data folder of slowburn with --data or --config`)
      }
      const store = openSqliteStore(folder)
      try {
        process.stdout.write(clear === true ? cleared(store.setAside) : listed(store.setAside))
      } finally {
        store.close()
      }
    })
}

function listed(setAside: SetAside): string {
  const rows = setAside.all()
  if (rows.length === 0) return 'Every row of the store can be used.\n'
  const total = setAside.counts().reduce((sum, one) => sum + one.rows, 0)
  const more = total > rows.length ? `and ${total - rows.length} more\n` : ''
  return `${rows
    .map(({ table, id, fault, outcome, without }) => `${table} ${id} (${outcome}): ${fault}. ${without}\n`)
    .join('')}${more}`
}

function cleared(setAside: SetAside): string {
  const dropped = setAside.clear()
  return `Dropped ${dropped} ${dropped === 1 ? 'row' : 'rows'}.\n`
}
