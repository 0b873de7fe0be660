// The real Prometheus, promtool, Alertmanager, VictoriaMetrics and strace of the machine, servers on free loopback ports, for acceptance tests.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Exposition } from '../../../src/exposition/exposition.ts'
import { temporaryFolder } from '../folder.ts'
import { scraped } from './scraped.ts'

export type Program =
  | 'prometheus'
  | 'promtool'
  | 'prometheus-alertmanager'
  | 'amtool'
  | 'strace'
  | 'systemd-analyze'
  | 'victoria-metrics'
  | 'vmalert'

/**
 * Options of a test that needs these programs: it is skipped by name where one is missing. Where
 * SLOWBURN_REQUIRE_SERVERS is 1 it is not skipped, and fails for want of the program.
 */
export function needs(...programs: readonly Program[]): { skip: string | false } {
  const missing = programs.filter(program => pathOf(program) === null)
  if (missing.length === 0 || process.env.SLOWBURN_REQUIRE_SERVERS === '1') return { skip: false }
  return { skip: `needs ${missing.join(' and ')}, which this machine does not have` }
}

/** Runs a program to its end. Throws if the machine does not have it. */
export async function run(
  program: Program,
  args: readonly string[],
  input = '',
): Promise<{ code: number | null; output: string }> {
  const child = spawn(installed(program), args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

/** Serves requests on a free loopback port until the test ends. Returns `127.0.0.1:port`. */
export async function serve(t: Pick<TestContext, 'after'>, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves an exposition at every path, as the service does at /metrics. */
export function serveMetrics(t: Pick<TestContext, 'after'>, exposition: Exposition): Promise<string> {
  return serve(t, async (request, response) => {
    const { contentType, body } = await scraped(exposition, request.headers.accept)
    response.setHeader('Content-Type', contentType).end(body)
  })
}

export interface VectorSample {
  metric: Record<string, string>
  value: number
}

export interface Target {
  health: string
  lastError: string
  scrapeUrl: string
}

export interface Prometheus {
  url: string
  /** The instant vector of an expression; throws with Prometheus' own words if it is not valid. */
  query(expression: string): Promise<VectorSample[]>
  targets(): Promise<Target[]>
  /** Asks until the expression has an answer; throws after `seconds`. */
  eventually(expression: string, seconds?: number): Promise<VectorSample[]>
}

export interface PrometheusOptions {
  /** `host:port` of the targets, all scraped at /metrics under the job `slowburn`. */
  targets: readonly string[]
  ruleFiles?: readonly string[]
  /** Default: 250ms. A target that takes longer to answer is down, as any is on a busy machine now and then. */
  scrapeEvery?: string
  alertmanagers?: readonly string[]
  /** Of the command line, beside those that it always has. */
  flags?: readonly string[]
  /** Takes native histograms, too. */
  native?: boolean
  /** Further targets, with labels that are set before they are scraped. */
  labelled?: ReadonlyArray<{ targets: readonly string[]; labels: Readonly<Record<string, string>> }>
}

/** One that scrapes nothing and takes by remote write what is years old. Returns its URL. */
export async function startKeepingPrometheus(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = temporaryFolder(t)
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, JSON.stringify({ storage: { tsdb: { out_of_order_time_window: '10y' } } }))
  const { url } = await startServer(t, 'prometheus', address => [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--storage.tsdb.retention.time=10y',
    '--web.enable-remote-write-receiver',
    `--web.listen-address=${address}`,
    '--log.level=error',
  ])
  return url
}

/** Starts Prometheus with an empty database and ends it with the test. */
export async function startPrometheus(t: TestContext, options: PrometheusOptions): Promise<Prometheus> {
  const folder = temporaryFolder(t)
  const { scrapeEvery = '250ms' } = options
  const config = {
    global: { scrape_interval: scrapeEvery, scrape_timeout: scrapeEvery, evaluation_interval: '250ms' },
    scrape_configs: [
      { job_name: 'slowburn', static_configs: [{ targets: options.targets }, ...(options.labelled ?? [])] },
    ],
    rule_files: options.ruleFiles ?? [],
    alerting: { alertmanagers: [{ static_configs: [{ targets: options.alertmanagers ?? [] }] }] },
  }
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, JSON.stringify(config))
  const native = options.native === true ? await takeNative(file) : []
  const { url } = await startServer(t, 'prometheus', address => [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--rules.alert.resend-delay=1s',
    '--log.level=warn',
    ...(options.flags ?? []),
    ...native,
  ])

  const query = async (expression: string): Promise<VectorSample[]> => {
    const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
    const answer = (await response.json()) as {
      error?: string
      data?: { result: Array<{ metric: Record<string, string>; value: [number, string] }> }
    }
    if (answer.data === undefined) throw new Error(`${expression}: ${answer.error}`)
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
  }
  return {
    url,
    query,
    targets: async () => {
      const response = await fetch(`${url}/api/v1/targets`)
      return ((await response.json()) as { data: { activeTargets: Target[] } }).data.activeTargets
    },
    eventually: async (expression, seconds = 20) => {
      for (let left = seconds * 10; left > 0; left--) {
        const result = await query(expression)
        if (result.length > 0) return result
        await wait(100)
      }
      throw new Error(`Prometheus had no answer to ${expression} after ${seconds} s`)
    },
  }
}

/** Has the configuration ask for native histograms where it can, as from 3.8 on; else returns the flag that does. */
async function takeNative(file: string): Promise<string[]> {
  const config = readFileSync(file, 'utf8')
  writeFileSync(file, config.replace('"job_name"', '"scrape_native_histograms":true,"job_name"'))
  const { code } = await run('promtool', ['check', 'config', file])
  if (code === 0) return []
  writeFileSync(file, config)
  return ['--enable-feature=native-histograms']
}

/** Starts Alertmanager with this configuration and ends it with the test. Returns its URL. */
export async function startAlertmanager(t: Pick<TestContext, 'after'>, config: object): Promise<string> {
  return (await openAlertmanager(t, config, temporaryFolder(t))).url
}

/** The same on a folder that may be that of one which was killed. */
export function openAlertmanager(
  t: Pick<TestContext, 'after'>,
  config: object,
  folder: string,
): Promise<Server> {
  const file = join(folder, 'alertmanager.yml')
  writeFileSync(file, JSON.stringify(config))
  return startServer(t, 'prometheus-alertmanager', address => [
    `--config.file=${file}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ])
}

export interface Server {
  url: string
  /** By SIGKILL. */
  kill(): Promise<void>
}

/** Starts a server on a free port and waits until it is ready. Tries again where another took the port meanwhile. */
export async function startServer(
  t: Pick<TestContext, 'after'>,
  program: Program,
  args: (address: string) => string[],
  readyAt = '/-/ready',
): Promise<Server> {
  let complaint = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const address = `127.0.0.1:${await freePort()}`
    const child = spawn(installed(program), args(address), { stdio: ['ignore', 'ignore', 'pipe'] })
    complaint = ''
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    t.after(() => stop(child))
    if (await ready(child, `http://${address}${readyAt}`)) {
      return { url: `http://${address}`, kill: () => stop(child, 'SIGKILL') }
    }
    await stop(child)
  }
  throw new Error(`${program} did not start: ${complaint}`)
}

async function ready(child: ChildProcess, url: string): Promise<boolean> {
  for (let left = 300; left > 0 && child.exitCode === null; left--) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return true
    await wait(100)
  }
  return false
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(timer)
}

/** That nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createTcpServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function installed(program: Program): string {
  const path = pathOf(program)
  if (path === null) throw new Error(`${program} is required, and this machine does not have it`)
  return path
}

function pathOf(program: Program): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      const path = join(folder, program)
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  return null
}
