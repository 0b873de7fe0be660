// `slowburn demo`: the example platform with its planted faults, and slowburn watching it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import type { Config } from '../../config/schema.ts'
import { acceleratedClock, systemClock } from '../../core/clock.ts'
import { formatDuration, HOUR } from '../../core/duration.ts'
import { ConfigError, missingPart } from '../../core/errors.ts'
import { createLogger } from '../../core/logger.ts'
import { demoConfig } from '../../demo/watch.ts'
import { ensureFolder } from '../../storage/folder.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { progressBar } from '../terminal/progress.ts'
import { reportError } from '../terminal/report.ts'
import { shutdownSignal } from '../terminal/signals.ts'

export interface DemoOptions {
  port?: number
  seed?: number
  /** Simulated seconds per real second. */
  speed?: number
  data?: string
}

const HISTORY_DAYS = 90

export const demoCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('demo')
    .description('watch a built-in example platform whose faults are known')
    .option('-p, --port <port>', 'port of the pages, 0 for a free one (default: 9464)', portOf)
    .option('--seed <n>', 'another seed makes another platform (default: 1)', integer)
    .option('--speed <n>', 'simulated seconds per second once it lives on (default: 60)', integer)
    .option('--data <folder>', 'keep the data there (default: a temporary folder, removed at the end)')
    .addHelpText('after', '\nExample:\n  $ slowburn demo --port 0 --speed 600')
    .action((options: DemoOptions) => runDemo(options))
}

/** Late, so that no other command waits for them. Throws ConfigError where the embedded PostgreSQL is not installed. */
function loadParts() {
  const missing = missingPart('the embedded PostgreSQL', '@electric-sql/pglite')
  if (missing !== null) throw new ConfigError([{ path: 'demo', ...missing }])
  return loaded(
    Promise.all([
      import('../../config/load.ts'),
      import('../../demo/platform/platform.ts'),
      import('../../app/service.ts'),
      import('../../web/listen.ts'),
    ]),
  )
}

export async function runDemo({ port = 9464, seed = 1, speed = 60, data }: DemoOptions): Promise<void> {
  const signal = shutdownSignal()
  const began = performance.now()
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`
  const folder = data ?? mkdtempSync(join(tmpdir(), 'slowburn-demo-'))
  const clock = acceleratedClock(systemClock.now(), speed)
  try {
    const [{ parseConfig }, { startPlatform }, { runService }, { tryAddress }] = await loadParts()
    const configOf = (url: string): Config => parseConfig(demoConfig({ url, folder, port }), process.env)
    // Before the history is written: whoever has to stop another program should not wait for it first.
    await tryAddress(configOf('postgres://127.0.0.1/later').listen)
    ensureFolder(folder)
    const writing = progressBar(`writing ${HISTORY_DAYS} days of history`)
    const platform = await startPlatform({
      seed,
      clock,
      historyDays: HISTORY_DAYS,
      signal,
      onProgress: ({ done }) => writing.update(done),
    })
    writing.done(`done after ${seconds()}`)
    const truth = writeTruth(folder, platform.truth)
    const config = configOf(platform.url)
    const log = createLogger({ clock, ...config.log, write: line => process.stderr.write(line) })

    const reading = progressBar('reading it as slowburn does')
    let base = ''
    let live: Promise<void> = Promise.resolve()
    const note = `Made up, with faults planted on purpose. Its clock runs ${speed} times as fast: an hour passes in ${formatDuration(HOUR / speed)}.`
    try {
      await runService(
        {
          config,
          clock,
          log,
          demo: { note },
          onProgress: (_, share) => reading.update(share ?? 1),
          onListening: url => {
            base = url
          },
          onFirstTick: () => {
            reading.done(`done after ${seconds()}`)
            process.stdout.write(`${whereToLook(base, folder, truth, seconds())}\n`)
            live = platform.run(signal).catch(() => undefined)
          },
        },
        signal,
      )
    } finally {
      await live
      await platform.close()
    }
  } catch (error) {
    if (!signal.aborted) reportError(error)
  } finally {
    if (data === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function writeTruth(folder: string, truth: unknown): string {
  const file = join(folder, 'ground-truth.json')
  writeFileSync(file, `${JSON.stringify(truth, null, 2)}\n`)
  return file
}

function whereToLook(base: string, folder: string, truth: string, took: string): string {
  return `
slowburn has read the platform and says what changed. Ready after ${took}.

  page      ${base}
  mailbox   ${base}mail
  metrics   ${base}metrics

  What was planted:  ${truth}
  Its data folder:   ${folder}

Ctrl-C ends it. Your own database next: slowburn init --database URL
`
}

function portOf(text: string): number {
  const port = integer(text)
  if (port > 65_535) throw new InvalidArgumentError('It must be a port: 0 to 65535.')
  return port
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
