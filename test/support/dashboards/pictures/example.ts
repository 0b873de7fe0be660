// What the pictures of the boards are drawn from: the example platform, its history in a real Prometheus, and the rules on it.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { parseConfig } from '../../../../src/config/load.ts'
import type { Config } from '../../../../src/config/schema.ts'
import { acceleratedClock, type Clock, type Millis, systemClock } from '../../../../src/core/clock.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { startPlatform } from '../../../../src/demo/platform/platform.ts'
import { demoConfig } from '../../../../src/demo/watch.ts'
import { freePort, run, startServer } from '../../exposition/prometheus.ts'
import { promptRules } from '../../exposition/rules.ts'
import { temporaryFolder } from '../../folder.ts'
import { runCommand } from '../../process/command.ts'
import { startedService } from '../../service/started-service.ts'

/** How fast the example platform lives until it has caught up with the present. */
const SPEED = 60
/** As it stands in the pictures, whichever port it listens on. */
const INSTANCE = '127.0.0.1:9464'

/**
 * Of a platform that lives on for `livesOn` of its own time while it is scraped, up to the present. Resolves then, with that moment and
 * the URL of a Prometheus that knows its history and has evaluated the rules.
 */
export async function exampleInPrometheus(
  t: Pick<TestContext, 'after'>,
  { seed, livesOn }: { seed: number; livesOn: Millis },
): Promise<{ url: string; at: Millis }> {
  const [data, blocks] = [temporaryFolder(t), temporaryFolder(t)]
  const clock = behindBy(livesOn)
  const ending = new AbortController()
  const platform = await startPlatform({ seed, clock, historyDays: 90, signal: ending.signal })
  t.after(() => platform.close())
  const port = await freePort()
  const config = parseConfig(demoConfig({ url: platform.url, folder: data, port }), {})
  const reading = await serviceOf(config, clock)
  await reading.stop()
  await fillBlocks(t, { data, blocks, pages: `http://127.0.0.1:${port}` })

  clock.catchUp()
  const service = await serviceOf(config, clock)
  const life = platform.run(ending.signal).catch(() => undefined)
  t.after(async () => {
    ending.abort(new Error('done'))
    await service.stop()
    await life
  })
  const url = await prometheusOf(t, service.host, blocks)
  while (clock.now() < systemClock.now()) await wait(100)
  return { url, at: systemClock.now() }
}

interface BehindClock extends Clock {
  /** From now on it goes fast. */
  catchUp(): void
}

function behindBy(behind: Millis): BehindClock {
  let clock = acceleratedClock(systemClock.now() - behind, 1)
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    catchUp: () => {
      clock = acceleratedClock(clock.now(), SPEED)
    },
  }
}

/** Works until its first tick is done. */
async function serviceOf(config: Config, clock: Clock): Promise<{ host: string; stop(): Promise<void> }> {
  const demo = { note: 'the boards are drawn' }
  const { url, stop } = await startedService({ config, clock, log: silentLogger, demo })
  return { host: new URL(url).host, stop }
}

async function fillBlocks(
  t: Pick<TestContext, 'after'>,
  { data, blocks, pages }: Readonly<Record<'data' | 'blocks' | 'pages', string>>,
): Promise<void> {
  const history = temporaryFolder(t)
  const until = new Date(systemClock.now()).toISOString()
  const named = ['--instance', INSTANCE, '--pages', pages, '--until', until]
  const written = await runCommand(['export', '--openmetrics', '--data', data, '--out', history, ...named])
  if (written.code !== 0) throw new Error(written.stderr)
  for (const day of readdirSync(history).sort()) {
    const file = join(history, day)
    const made = await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, blocks])
    if (made.code !== 0) throw new Error(made.output)
  }
}

async function prometheusOf(t: Pick<TestContext, 'after'>, host: string, blocks: string): Promise<string> {
  const folder = temporaryFolder(t)
  const file = join(folder, 'prometheus.yml')
  const target = { targets: [host], labels: { instance: INSTANCE } }
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: [{ job_name: 'slowburn', static_configs: [target] }],
    rule_files: [promptRules(folder)],
  }
  writeFileSync(file, JSON.stringify(config))
  const { url } = await startServer(t, 'prometheus', address => [
    `--config.file=${file}`,
    `--storage.tsdb.path=${blocks}`,
    '--storage.tsdb.retention.time=10y',
    `--web.listen-address=${address}`,
    '--log.level=error',
  ])
  return url
}
