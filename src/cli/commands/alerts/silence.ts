// `slowburn silence`: nobody is notified of what matches for a while; lists silences and ends them, too.

import { Command } from 'commander'
import type * as z from 'zod'
import { formatMinute } from '../../../core/format.ts'
import { clean } from '../../../presentation/clean.ts'
import { silenceAnswer, silencesAnswer } from '../../client/service-answers.ts'
import {
  osUser,
  type ServiceClient,
  serviceClient,
  type Where,
  withService,
} from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns } from '../../terminal/columns.ts'

interface SilenceOptions extends Where {
  for?: string
  comment?: string
  by?: string
  everything?: true
  list?: true
  expire?: string
  json?: true
}

export const silenceCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return withService(
    new Command('silence')
      .description('suppress notifications of what matches for a while; list and end silences')
      .argument('[matchers...]', 'all must match: task_type=build, \'rule=~"slow.*"\''),
  )
    .option('--for <duration>', 'how long, such as 30m, 2h or 1d')
    .option('--comment <text>', 'why')
    .option('--by <name>', 'who does it (default: your user name)')
    .option('--everything', 'make it though it covers all that can fire now')
    .option('--list', 'list the silences that are not over')
    .option('--expire <id>', 'end a silence now')
    .option('--json', 'with --list: print them as JSON')
    .addHelpText(
      'after',
      `
Matchers see the labels of the series, and rule, indicator and severity.

Examples:
  $ slowburn silence task_type=build --for 2h --comment "new compiler"
  $ slowburn silence --list
  $ slowburn silence --expire 3f9a1c`,
    )
    .action((matchers: string[], options: SilenceOptions) => silence(matchers, options))
}

async function silence(matchers: readonly string[], options: SilenceOptions): Promise<void> {
  const { list, expire, everything, by = osUser() } = options
  const ways = Number(matchers.length > 0) + Number(list === true) + Number(expire !== undefined)
  if (ways !== 1) throw new Error('give matchers, or --list, or --expire ID. See slowburn silence --help')
  if (list === true) return show(serviceClient(options), options.json === true)
  if (expire !== undefined) {
    const path = `api/v1/silences/${encodeURIComponent(expire)}/expire`
    const ended = await serviceClient(options).post(path, { by }, silenceAnswer)
    return say(ended.changed ? 'Ended' : 'It was over already', ended)
  }
  if (options.for === undefined) throw new Error('say how long with --for, such as --for 2h')
  if (options.comment === undefined) throw new Error('say why with --comment TEXT')
  const body = { matchers, for: options.for, comment: options.comment, by, everything }
  const made = await serviceClient(options).post('api/v1/silences', body, silenceAnswer)
  say(made.changed ? 'Silenced' : 'It was silenced already', made)
  process.stdout.write(`${coverageWords(made.covers)}\n`)
}

function say(what: string, { silence: one }: z.output<typeof silenceAnswer>): void {
  const line = `${what}: ${one.matchers.join(' ')} until ${formatMinute(one.ends_at)} UTC, id ${one.id}`
  process.stdout.write(`${clean(line, 400)}\n`)
}

/** A silence that covers nothing is most often a label misspelled. */
export function coverageWords({ alerts, series }: { alerts: number; series: number }): string {
  if (alerts === 0 && series === 0) {
    return 'It covers NOTHING: no alert that stands and no known series has these labels. Compare them with: slowburn alerts'
  }
  const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
  return `It covers ${counted(alerts, 'alert that stands', 'alerts that stand')} and ${counted(series, 'series', 'series')}.`
}

async function show(client: ServiceClient, json: boolean): Promise<void> {
  const { now, silences } = await client.get('api/v1/silences', silencesAnswer)
  if (json) {
    const moments = (one: (typeof silences)[number]) => ({
      ...one,
      starts_at: new Date(one.starts_at).toISOString(),
      ends_at: new Date(one.ends_at).toISOString(),
    })
    process.stdout.write(`${JSON.stringify({ silences: silences.map(moments) }, null, 2)}\n`)
  } else if (silences.length === 0) process.stdout.write('Nothing is silenced.\n')
  else {
    const rows = silences.map(one => [
      one.id,
      one.starts_at > now ? formatMinute(one.starts_at) : 'now',
      formatMinute(one.ends_at),
      one.by,
      `${one.matchers.join(' ')} (${one.comment})`,
    ])
    process.stdout.write(columns(['ID', 'FROM (UTC)', 'UNTIL (UTC)', 'BY', 'WHAT'], rows, { free: ['BY'] }))
  }
}
