// `slowburn export`: the history of all series for a Prometheus that has just begun to scrape.
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { packageVersion } from '../../app/version.ts'
import { dataFolderOf } from '../../config/data-folder.ts'
import type { Millis } from '../../core/clock.ts'
import { MINUTE, parseDuration, SECOND } from '../../core/duration.ts'
import { ConfigError, missingPart } from '../../core/errors.ts'
import { readToken } from '../../core/secrets/read-token.ts'
import { type ServerAddress, serverAddress } from '../../core/secrets/server-address.ts'
import type { Labels } from '../../core/series-key.ts'
import { parseInstant } from '../../core/zones/instant.ts'
import type { Day } from '../../exposition/history/files.ts'
import type { CliCommand } from '../command.ts'

interface Options {
  config: string
  data?: string
  openmetrics?: true
  out?: string
  remoteWrite?: string
  tokenFile?: string
  from?: string
  until?: string
  step: string
  job: string
  instance: string
  label: string[]
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
      'write the history of all series for a Prometheus that has just begun, or send it there; stop the service first, or name a backup',
    )
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, or a backup of it, in place of --config')
    .option('--openmetrics', 'for promtool tsdb create-blocks-from openmetrics')
    .option('--out <folder>', 'with --openmetrics: where to write it, one file a day')
    .option('--remote-write <url>', 'a receiver of remote write that takes samples out of order')
    .option('--token-file <file>', 'with --remote-write: file with a token that the receiver asks for')
    .option('--from <time>', `from when on (default: ${DAYS} days before the end)`)
    .option(
      '--until <time>',
      'until when: give the time of the first scrape (default: the end of the last bucket)',
    )
    .option('--step <duration>', 'from one sample to the next', STEP)
    .option('--job <name>', 'job of the target in Prometheus', 'slowburn')
    .option('--instance <address>', 'instance of the target in Prometheus', '127.0.0.1:9464')
    .option(
      '--label <name=value>',
      'another label of the target in Prometheus; once for each',
      (one: string, before: string[]) => [...before, one],
      [],
    )
    .option('--pages <url>', 'address of the pages, as listen.url has it (default: that of the instance)')
    .addHelpText(
      'after',
      `
A value stands at the time that it is of, not at that of a scrape. Blocks that
lie in the folder of a running Prometheus (its --storage.tsdb.path; of Debian's
package /var/lib/prometheus/metrics2) are taken over within minutes.

Examples:
  $ slowburn backup --to copy
  $ slowburn export --openmetrics --data copy --out history
  $ for day in history/*.om; do
      promtool tsdb create-blocks-from openmetrics -q "$day" /var/lib/prometheus
    done
  $ slowburn export --data copy --remote-write http://vm:8428/api/v1/write`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { job, instance, pages = `http://${instance}` } = options
  const folder = options.data ?? dataFolderOf(options.config, process.env)
  const target = { job, instance, ...labelsOf(options.label) }
  const write = wayOut(options)
  const step = stepOf(options.step)
  const [from, until] = [timeOf('--from', options.from), timeOf('--until', options.until)]
  // Loaded here, so that other commands need not wait for it.
  const { openSqliteStore } = await import('../../storage/sqlite/store.ts')
  const { historyOf } = await import('../../exposition/history/files.ts')
  const store = openSqliteStore(folder)
  try {
    const range = { from, until, days: DAYS, step, pages, target }
    process.stdout.write(`${await write(historyOf(store, range))}\n`)
  } finally {
    store.close()
  }
}

/** Says what it has written, and where. */
type WayOut = (history: Iterable<Day>) => Promise<string>

function wayOut({ openmetrics, out, remoteWrite, tokenFile }: Options): WayOut {
  if (remoteWrite !== undefined) return toReceiver(addressOf(remoteWrite, tokenFile))
  if (openmetrics !== true) throw new Error('say in which format: --openmetrics, or --remote-write URL')
  if (out === undefined) throw new Error('--openmetrics needs --out FOLDER')
  return async history => {
    const { writeHistory } = await import('../../exposition/history/files.ts')
    const { files, lines } = writeHistory(history, out)
    return `Wrote ${files} ${files === 1 ? 'day' : 'days'} with ${lines} lines to ${out}`
  }
}

function toReceiver(server: ServerAddress): WayOut {
  const missing = missingPart('the compression of remote write', 'snappy')
  if (missing !== null) throw new ConfigError([{ path: '--remote-write', ...missing }])
  return async history => {
    const { sendKept } = await import('../../exposition/remote-write/kept.ts')
    const { seriesOf } = await import('../../exposition/remote-write/history.ts')
    const userAgent = `slowburn/${packageVersion()}`
    const sent = await sendKept(seriesOf(history), { server, userAgent, wait })
    return `Sent ${sent.samples} samples in ${sent.requests} requests of remote write ${sent.version} to ${server.shown}`
  }
}

function addressOf(text: string, tokenFile: string | undefined): ServerAddress {
  const server = serverAddress(text, tokenFile === undefined ? null : readToken(tokenFile))
  if (server === null)
    throw new Error('--remote-write is no address such as http://127.0.0.1:9090/api/v1/write')
  return server
}

function labelsOf(given: readonly string[]): Labels {
  return Object.fromEntries(
    given.map(one => {
      const [, name, value] = /^([a-zA-Z]\w*)=(.+)$/s.exec(one) ?? []
      if (name === undefined || value === undefined)
        throw new Error(`--label is a name and a value, such as cluster=east; it is ${one}`)
      if (name === 'job' || name === 'instance') throw new Error(`--label ${one}: say --${name} ${value}`)
      return [name, value]
    }),
  )
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
