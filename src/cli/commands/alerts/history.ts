// `slowburn history`: actions and notifications, of one alert or of everything, oldest first.

import { Command } from 'commander'
import { formatMinute } from '../../../core/format.ts'
import { clean } from '../../../presentation/clean.ts'
import { historyAnswer } from '../../client/service-answers.ts'
import { serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { paragraph } from '../../terminal/columns.ts'

interface HistoryOptions extends Where {
  limit: string
  json?: true
}

export const historyCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return withService(
    new Command('history')
      .description('who did what and who was notified of what, oldest first')
      .argument('[id]', 'one alert, by the first six characters of its id or more'),
  )
    .option('-n, --limit <n>', 'the latest so many entries', '50')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ slowburn history 5f0c6c1d')
    .action((id: string | undefined, options: HistoryOptions) => show(id, options))
}

async function show(id: string | undefined, options: HistoryOptions): Promise<void> {
  if (!/^[1-9]\d*$/.test(options.limit)) throw new Error('--limit must be a whole number from 1 on')
  const query = new URLSearchParams({ limit: options.limit, ...(id === undefined ? {} : { alert: id }) })
  const answer = await serviceClient(options).get(`api/v1/history?${query}`, historyAnswer)
  const entries = id === undefined ? answer.history.toReversed() : answer.history
  if (options.json === true) {
    const history = entries.map(entry => ({ ...entry, at: new Date(entry.at).toISOString() }))
    process.stdout.write(`${JSON.stringify({ history }, null, 2)}\n`)
  } else if (entries.length === 0) process.stdout.write('Nothing has happened yet.\n')
  for (const { at, actor, action, alert, detail } of options.json === true ? [] : entries) {
    const about = alert === null ? '' : `  ${alert.slice(0, 8)}`
    process.stdout.write(`${formatMinute(at)}  ${clean(actor, 40)}  ${clean(action, 20)}${about}\n`)
    process.stdout.write(paragraph(detail, 14))
  }
}
