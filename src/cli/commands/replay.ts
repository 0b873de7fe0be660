// `slowburn replay`: which incidents and messages a configuration would have had over the history that is kept; two, side by side.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import type { ReplayInput } from '../../app/replay/replay.ts'
import type { Run } from '../../assurance/replay/report/words.ts'
import type { Config } from '../../config/schema.ts'
import { type Millis, systemClock } from '../../core/clock.ts'
import { parseDuration } from '../../core/duration.ts'
import { createLogger } from '../../core/logger.ts'
import { parseInstant } from '../../core/zones/instant.ts'
import type { CliCommand } from '../command.ts'
import { progressBar } from '../terminal/progress.ts'
import { reportError } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'

interface Options {
  config: string
  against?: string
  data?: string
  fromSources?: true
  from?: string
  to?: string
  started?: string
  lag?: string
  withoutActs?: true
  json?: true
  html?: string
}

export const replayCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('replay')
    .description(
      'say which incidents and messages there would have been over the history that is kept; sends nothing',
    )
    .option('-c, --config <file>', 'configuration to run over it', 'slowburn.yml')
    .option('--against <file>', 'a second configuration, to be set beside the first')
    .option(
      '--data <folder>',
      'data folder, of a service that runs or not, or a backup (default: that of --config)',
    )
    .option(
      '--from-sources',
      'read what the sources hold now, without a data folder; the buckets are then those of each file',
    )
    .option('--from <time>', 'report from when on (default: the first point)')
    .option('--to <time>', 'until when (default: the last point)')
    .option('--started <time>', 'as if slowburn had been started then, and had read what lies before at once')
    .option('--lag <duration>', 'how far sources lag behind (default: as when each was last read)')
    .option('--without-acts', 'as if nobody had acknowledged, snoozed, silenced or accepted anything')
    .option('--json', 'print it as JSON, with the text of each message')
    .option('--html <file>', 'also write it as one page, with the text of each message')
    .addHelpText(
      'after',
      `
The folder is read and never written to: a service may run on it. No notifier
is opened. With --from-sources a history that slowburn has never seen is
replayed: what would it have mailed?

Examples:
  $ slowburn replay --from 2026-08-01T00:00Z
  $ slowburn replay --from-sources
  $ slowburn replay --against stricter.yml --html replay.html
  $ slowburn replay --data /mnt/backups/monday --json | jq '.replays[0].weeks'`,
    )
    .action(run)
}

async function run({ withoutActs, ...options }: Options): Promise<void> {
  const [from, to, started] = [
    timeOf('--from', options.from),
    timeOf('--to', options.to),
    timeOf('--started', options.started),
  ]
  if (from !== null && to !== null && to <= from) throw new Error('--to is not after --from')
  if (options.data !== undefined && options.fromSources === true)
    throw new Error('give --data or --from-sources: the one reads a folder, the other needs none')
  const how = { span: { from, to, started }, lag: lagOf(options.lag), withActs: withoutActs !== true }
  const files = [options.config, ...(options.against === undefined ? [] : [options.against])]
  const configs = await load(files)
  if (configs === null) return
  const signal = shutdownSignal()
  try {
    await print(await replayed(files, configs, options, how, signal), options)
  } catch (error) {
    reportError(signal.aborted ? signal.reason : error)
  }
}

/** What a configuration would have mailed, by what its sources hold; as `slowburn replay --from-sources` prints it. */
export function replayFromSources(config: string): Promise<void> {
  return run({ config, fromSources: true })
}

/** Null: one cannot be used, and it is said why. */
async function load(files: readonly string[]): Promise<Config[] | null> {
  // Loaded here, so that other commands need not wait for it.
  const { loadConfig } = await import('../../config/load.ts')
  const configs: Config[] = []
  for (const file of files) {
    try {
      configs.push(loadConfig(file, process.env))
    } catch (error) {
      reportError(error, file)
    }
  }
  return configs.length === files.length ? configs : null
}

async function replayed(
  files: readonly string[],
  configs: readonly Config[],
  { data, fromSources }: Options,
  how: Pick<ReplayInput, 'span' | 'lag' | 'withActs'>,
  signal: AbortSignal,
): Promise<Run[]> {
  const { runReplays } = await import('../../app/replay/replay.ts')
  const write = (line: string): void => void process.stderr.write(line)
  const log = createLogger({ clock: systemClock, level: 'warn', format: 'text', write })
  const names = namesOf(files)
  const reads = names.map(name => progressBar(`reading the sources of ${name}`))
  const bars = names.map(name => progressBar(`replaying ${name}`))
  const onRead = (index: number, share: number): void => {
    if (share < 1) reads[index]?.update(share)
    else reads[index]?.done('read')
  }
  const onProgress = (index: number, share: number): void => bars[index]?.update(share)
  const onDone = (index: number): void => bars[index]?.done('done')
  const folder = fromSources === true ? null : (data ?? configs[0]?.data.folder ?? '')
  const results = await runReplays({ ...how, folder, configs, log, onRead, onProgress, onDone }, signal)
  return results.map((replay, index) => {
    const name = names[index] ?? ''
    if ('refused' in replay) throw new Error(files.length > 1 ? `${name}: ${replay.refused}` : replay.refused)
    return { name, replay }
  })
}

/** The names of the files, with their folders where these alone tell them apart. */
function namesOf(files: readonly string[]): string[] {
  const short = files.map(file => basename(file))
  return new Set(short).size === short.length ? short : [...files]
}

async function print(runs: readonly Run[], { json, html }: Options): Promise<void> {
  const { compare } = await import('../../assurance/replay/compare.ts')
  const [one, other] = runs
  const comparison = one === undefined || other === undefined ? null : compare(one.replay, other.replay)
  if (html !== undefined) {
    const { replayPage } = await import('../../assurance/replay/report/page.ts')
    writeFileSync(html, replayPage(runs, comparison))
  }
  if (json === true) {
    const { dataOf } = await import('../../assurance/replay/report/data.ts')
    process.stdout.write(`${JSON.stringify(dataOf(runs, comparison), null, 2)}\n`)
    return
  }
  const { replayText } = await import('../terminal/replay-text.ts')
  process.stdout.write(replayText(runs, comparison))
  if (html !== undefined) process.stdout.write(`\nThe page: ${html}\n`)
}

function lagOf(text: string | undefined): Millis | null {
  if (text === undefined) return null
  const lag = parseDuration(text)
  if (lag === null) throw new Error(`--lag is a duration such as 10m; it is ${text}`)
  return lag
}

function timeOf(option: string, text: string | undefined): Millis | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === null) throw new Error(`${option} is a time such as 2026-11-29T12:00Z; it is ${text}`)
  return at
}
