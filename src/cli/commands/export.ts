// `slowburn export`: the history of all series for a Prometheus that has just begun to scrape.
import { Command } from 'commander'
import { dataFolderOf } from '../../config/data-folder.ts'
import type { Millis } from '../../core/clock.ts'
import { MINUTE, parseDuration, SECOND } from '../../core/duration.ts'
import { parseInstant } from '../../core/zones/instant.ts'
import type { CliCommand } from '../command.ts'

interface Options {
  config: string
  data?: string
  openmetrics?: true
  out: string
  from?: string
  until?: string
  step: string
  job: string
  instance: string
  pages?: string
}

/** Less than five minutes, after which Prometheus takes a series for gone, and not so many that a file grows beyond need. */
const STEP = '4m'

/** What the boards show unless somebody asks for more. */
const DAYS = 30

export const exportCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('export')
    .description(
      'write the history of all series for a Prometheus that has just begun; stop the service first, or name a backup',
    )
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, or a backup of it, in place of --config')
    .option('--openmetrics', 'for promtool tsdb create-blocks-from openmetrics')
    .requiredOption('--out <folder>', 'where to write it, one file a day')
    .option('--from <time>', `from when on (default: ${DAYS} days before the end)`)
    .option(
      '--until <time>',
      'until when: give the time of the first scrape (default: the end of the last bucket)',
    )
    .option('--step <duration>', 'from one sample to the next', STEP)
    .option('--job <name>', 'job of the target in Prometheus', 'slowburn')
    .option('--instance <address>', 'instance of the target in Prometheus', '127.0.0.1:9464')
    .option('--pages <url>', 'address of the pages, as listen.url has it (default: that of the instance)')
    .addHelpText(
      'after',
      `
A value stands at the time that it is of, not at that of a scrape. Blocks that lie in the
folder of a running Prometheus are taken over within minutes.

Examples:
  $ slowburn backup --to copy
  $ slowburn export --openmetrics --data copy --out history
  $ for day in history/*.om; do
      promtool tsdb create-blocks-from openmetrics --quiet "$day" /var/lib/prometheus
    done`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { out, job, instance, pages = `http://${instance}` } = options
  const folder = options.data ?? dataFolderOf(options.config, process.env)
  if (options.openmetrics !== true) throw new Error('say in which format: --openmetrics')
  const step = stepOf(options.step)
  const [from, until] = [timeOf('--from', options.from), timeOf('--until', options.until)]
  // Loaded here, so that other commands need not wait for it.
  const { openSqliteStore } = await import('../../storage/sqlite/store.ts')
  const { writeHistory } = await import('../../exposition/history/files.ts')
  const store = openSqliteStore(folder)
  try {
    const { files, lines } = writeHistory(store, {
      out,
      from,
      until,
      days: DAYS,
      step,
      pages,
      target: { job, instance },
    })
    process.stdout.write(`Wrote ${files} ${files === 1 ? 'day' : 'days'} with ${lines} lines to ${out}\n`)
  } finally {
    store.close()
  }
}

function stepOf(text: string): Millis {
  const step = parseDuration(text)
  if (step === null || step < SECOND || step >= 5 * MINUTE)
    throw new Error(`--step is a duration from 1s to less than 5m, such as ${STEP}; it is ${text}`)
  return step
}

function timeOf(option: string, text: string | undefined): Millis | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === null) throw new Error(`${option} is a time such as 2026-11-29T12:00Z; it is ${text}`)
  return at
}
