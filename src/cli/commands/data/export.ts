// `slowburn export`: the history of all series for a Prometheus that has just begun to scrape.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { dataFolderOf } from '../../../config/data-folder.ts'
import type { Millis } from '../../../core/clock.ts'
import { DAY, MINUTE, parseDuration, SECOND } from '../../../core/duration.ts'
import { openMetrics, type Writing } from '../../../exposition/history/open-metrics.ts'
import { type Span, spansOf } from '../../../exposition/history/spans.ts'
import { indicatorNamed } from '../../../indicators/registry.ts'
import type { Store } from '../../../storage/store.ts'
import type { CliCommand } from '../../command.ts'

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
A value stands at the time that it is of, not at that of a scrape. Prometheus takes the blocks over within two minutes.

Examples:
  $ slowburn backup --to copy
  $ slowburn export --openmetrics --data copy --out history
  $ for day in history/*.om; do promtool tsdb create-blocks-from openmetrics --quiet "$day" /var/lib/prometheus; done`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  if (options.openmetrics !== true) throw new Error('say in which format: --openmetrics')
  const { openSqliteStore } = await import('../../../storage/sqlite/store.ts')
  const store = openSqliteStore(options.data ?? dataFolderOf(options.config, process.env))
  try {
    const { files, lines } = written(store, options)
    process.stdout.write(
      `Wrote ${files} ${files === 1 ? 'day' : 'days'} with ${lines} lines to ${options.out}\n`,
    )
  } finally {
    store.close()
  }
}

function written(store: Store, options: Options): { files: number; lines: number } {
  const { out, job, instance, pages = `http://${instance}` } = options
  const until = timeOf('--until', options.until) ?? endOf(store)
  const from = timeOf('--from', options.from) ?? until - DAYS * DAY
  const step = parseDuration(options.step)
  if (step === null || step < SECOND || step >= 5 * MINUTE)
    throw new Error(`--step is a duration from 1s to less than 5m, such as ${STEP}; it is ${options.step}`)
  const spans = allSpans(store, from, pages)
  mkdirSync(out, { recursive: true })
  let [files, lines] = [0, 0]
  for (let day = Math.floor(from / DAY) * DAY; day < until; day += DAY) {
    const target = { job, instance }
    const written_ = writeDay(out, day, spans, {
      from: Math.max(day, from),
      until: Math.min(day + DAY, until),
      step,
      target,
    })
    files += Number(written_ > 0)
    lines += written_
  }
  return { files, lines }
}

function allSpans(store: Store, from: Millis, pages: string): Span[] {
  const changes = Map.groupBy(store.changes.list(Number.MAX_SAFE_INTEGER), ({ seriesId }) => seriesId)
  return store.series.all().flatMap(series => {
    const indicator = indicatorNamed(series.indicator)
    if (indicator === null) return []
    const points = store.series.points(series.id, from - series.bucket)
    return spansOf({ series, points, changes: changes.get(series.id) ?? [] }, indicator, pages)
  })
}

/** Lines at a time that are written to disk. */
const PIECE = 2000

function writeDay(out: string, day: Millis, spans: readonly Span[], writing: Writing): number {
  const file = openSync(join(out, `${new Date(day).toISOString().slice(0, 10)}.om`), 'w')
  let [lines, piece] = [0, '']
  try {
    for (const line of openMetrics(spans, writing)) {
      lines += 1
      piece += line
      if (lines % PIECE !== 0) continue
      writeSync(file, piece)
      piece = ''
    }
    writeSync(file, piece)
  } finally {
    closeSync(file)
  }
  return lines
}

function endOf(store: Store): Millis {
  const ends = store.series.all().map(({ id, bucket }) => (store.series.lastPoint(id)?.at ?? 0) + bucket)
  if (ends.length === 0) throw new Error('there is no series yet, so that there is nothing to export')
  return Math.max(...ends)
}

function timeOf(option: string, text: string | undefined): Millis | null {
  if (text === undefined) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Error(`${option} is a time such as 2026-11-29T12:00Z; it is ${text}`)
  return at
}
