// The real VictoriaMetrics and vmalert of the machine, on free loopback ports, for acceptance tests.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../folder.ts'
import { run, startServer } from './prometheus.ts'

/** Scrapes these targets at /metrics under the job `slowburn`, four times a second where nothing else is said. Returns its URL. */
export async function startVictoriaMetrics(
  t: Pick<TestContext, 'after'>,
  targets: readonly string[],
  scrapeEvery = '250ms',
): Promise<string> {
  const folder = temporaryFolder(t)
  const file = join(folder, 'scrape.yml')
  const scrape = { job_name: 'slowburn', static_configs: [{ targets }] }
  writeFileSync(
    file,
    JSON.stringify({
      global: { scrape_interval: scrapeEvery, scrape_timeout: scrapeEvery },
      scrape_configs: [scrape],
    }),
  )
  const arguments_ = (address: string): string[] => [
    `-httpListenAddr=${address}`,
    `-storageDataPath=${join(folder, 'data')}`,
    `-promscrape.config=${file}`,
    '-retentionPeriod=1d',
    // By default nothing of the last 30 seconds is found.
    '-search.latencyOffset=1ms',
    '-loggerLevel=ERROR',
  ]
  return (await startServer(t, 'victoria-metrics', arguments_, '/health')).url
}

/** One that scrapes nothing and keeps what is years old. What it is sent is found after `/internal/force_flush`. Returns its URL. */
export async function startKeepingVictoriaMetrics(t: Pick<TestContext, 'after'>): Promise<string> {
  const arguments_ = (address: string): string[] => [
    `-httpListenAddr=${address}`,
    `-storageDataPath=${temporaryFolder(t)}`,
    '-retentionPeriod=10y',
    '-loggerLevel=ERROR',
  ]
  return (await startServer(t, 'victoria-metrics', arguments_, '/health')).url
}

/** Evaluates the rules each second, keeps what it finds in the database, and posts alerts to the notifier as to an Alertmanager. */
export async function startVmalert(
  t: Pick<TestContext, 'after'>,
  options: { rules: string; database: string; notifier: string },
): Promise<void> {
  const { rules, database, notifier } = options
  const { output } = await run('vmalert', ['-help'])
  const arguments_ = (address: string): string[] => [
    `-httpListenAddr=${address}`,
    `-rule=${rules}`,
    `-datasource.url=${database}`,
    `-remoteWrite.url=${database}`,
    '-remoteWrite.flushInterval=200ms',
    `-notifier.url=${notifier}`,
    '-evaluationInterval=1s',
    // Newer ones look half a minute back.
    ...(output.includes('-rule.evalDelay') ? ['-rule.evalDelay=0s'] : []),
    // They are among the labels of each alert, and of none of the series.
    '-external.label=cluster=main',
    '-loggerLevel=ERROR',
  ]
  await startServer(t, 'vmalert', arguments_, '/health')
}
