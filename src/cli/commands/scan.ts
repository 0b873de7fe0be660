// `slowburn scan --prometheus URL`: what has changed in the series of a Prometheus and not come back, without any configuration.
import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { type Millis, systemClock } from '../../core/clock.ts'
import { DAY, HOUR, MINUTE, parseDuration, SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Selector } from '../../core/prometheus/metrics.ts'
import { readToken } from '../../core/secrets/read-token.ts'
import { type ServerAddress, serverAddress } from '../../core/secrets/server-address.ts'
import { parseInstant } from '../../core/zones/instant.ts'
import type { Scan } from '../../scan/scan.ts'
import type { CliCommand } from '../command.ts'
import { progressBar } from '../terminal/progress.ts'

interface Options {
  prometheus: string
  match?: string[]
  since: Millis
  until?: Millis
  step: Millis
  most: number
  top: number
  tokenFile?: string
  html?: string
  json?: true
}

/** Fewer buckets hold no change that could be told from chance; more are looked at in means of neighbours. */
const FEWEST_BUCKETS = 28
const MOST_BUCKETS = 20_000

export const scanCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('scan')
    .description('look back over all series of a Prometheus, and say what has changed and not come back')
    .requiredOption('--prometheus <url>', 'server with the HTTP API of Prometheus')
    .option('--match <selector>', 'only these series, as {job="api"}; may be given again', collected)
    .option('--since <duration>', 'how far back', duration, 90 * DAY)
    .option('--until <time>', 'up to when (default: now)', instant)
    .option('--step <duration>', 'width of a bucket', duration, 3 * HOUR)
    .option('--most <n>', 'series that are looked at', whole, 10_000)
    .option('--top <n>', 'stories that are told here', whole, 20)
    .option('--token-file <file>', 'file with a token that the server asks for')
    .option('--html <file>', 'also write it as one page, with pictures')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
It reads and writes nothing there. Gauges are looked at as means of a bucket,
counters as rates, histograms and summaries as means of what they observed.

Examples:
  $ slowburn scan --prometheus http://127.0.0.1:9090
  $ slowburn scan --prometheus https://metrics.example.org/prometheus \\
      --match '{job="api"}' --since 30d --step 1h --html changes.html
  $ slowburn scan --prometheus http://127.0.0.1:8428 --json | jq '.stories[0]'`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { since, step, most, html } = options
  if (since / step < FEWEST_BUCKETS || since / step > MOST_BUCKETS)
    throw new Error(
      `--since has ${Math.floor(since / step)} buckets of --step: from ${FEWEST_BUCKETS} to ${MOST_BUCKETS} can be looked at`,
    )
  // Loaded here, so that other commands need not wait for it.
  const [{ createApi }, { scan }, { selectorOf }] = await Promise.all([
    import('../../core/prometheus/api.ts'),
    import('../../scan/scan.ts'),
    import('../../core/prometheus/metrics.ts'),
  ])
  const selectors = (options.match ?? ['{__name__!=""}']).map(text => selectorFrom(text, selectorOf))
  const api = createApi({ server: addressOf(options), wait })
  const to = Math.floor((options.until ?? systemClock.now()) / step) * step
  const bar = progressBar('looking back')
  const found = await scan(api, {
    selectors,
    to,
    span: since,
    step,
    most,
    onShare: share => bar.update(share),
  })
  bar.done('done')
  if (html !== undefined) await writePage(found, html)
  await print(found, options)
}

async function print(found: Scan, { json, top }: Options): Promise<void> {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(found, (key, value) => (key === 'values' ? undefined : value))}\n`)
    return
  }
  const { scanText } = await import('../terminal/scan-text.ts')
  process.stdout.write(scanText(found, top))
}

async function writePage(found: Scan, file: string): Promise<void> {
  const { scanPage } = await import('../../scan/report/page.ts')
  try {
    writeFileSync(file, scanPage(found))
  } catch (error) {
    throw new Error(`--html ${file} cannot be written: ${messageOf(error)}`, { cause: error })
  }
}

function selectorFrom(text: string, selectorOf: (text: string) => Selector | null): Selector {
  const selector = selectorOf(text)
  if (selector === null) throw new Error(`--match ${text} is no selector: {job="api"}, or a name and braces`)
  return selector
}

function addressOf({ prometheus, tokenFile }: Options): ServerAddress {
  const server = serverAddress(prometheus, tokenFile === undefined ? null : readToken(tokenFile))
  if (server === null) throw new Error('--prometheus is no address such as http://127.0.0.1:9090')
  return server
}

function collected(text: string, before: string[] = []): string[] {
  return [...before, text]
}

function duration(text: string): Millis {
  const ms = parseDuration(text)
  if (ms === null || ms < MINUTE || ms % SECOND !== 0)
    throw new InvalidArgumentError('It must be a duration of a minute or more: 90d, 3h.')
  return ms
}

function instant(text: string): Millis {
  const at = parseInstant(text)
  if (at === null) throw new InvalidArgumentError('It must be a moment with its zone: 2026-10-01T00:00Z.')
  return at
}

function whole(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return count
}
