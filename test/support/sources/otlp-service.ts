// A slowburn that takes OTLP in, as a person starts it, and what it has kept.
import { spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Running } from '../process/command.ts'
import { installed } from './installed.ts'

export const TOKEN = 'a-token-of-twenty-letters'

const PROGRAM = fileURLToPath(new URL('./otel-program.ts', import.meta.url))

export interface OtlpService {
  /** Starts it, anew after it was killed. */
  start(): Promise<{ running: Running; page: string; endpoint: string }>
  /** What is on disk, once it has ended. */
  kept(): Kept
}

export interface Kept {
  all: number
  /** Of those that have ended: kind, label and outcome, as `task chat failed`, and how many there are. */
  counts: Readonly<Record<string, number>>
}

export function otlpService(t: TestContext): OtlpService {
  const { data, start } = installed(
    t,
    `[{ name: agents, type: otlp, token: ${TOKEN}, metrics: [{ metric: queue.depth }, { metric: jobs.done }] }]`,
  )
  return {
    start: async () => {
      const started = await start()
      return { ...started, endpoint: new URL('ingest/agents', started.page).href }
    },
    kept: () => {
      const store = openSqliteStore(data)
      t.after(() => store.close())
      const counts: Record<string, number> = {}
      const count = (what: string): void => {
        counts[what] = (counts[what] ?? 0) + 1
      }
      for (const kind of ['task', 'claim', 'sample'] as const) {
        for (const { outcome, labels } of store.lifecycles.ended(
          kind,
          'agents',
          0,
          Number.MAX_SAFE_INTEGER,
        )) {
          const of = labels.task_type ?? labels.claim_type ?? labels.name
          count(outcome === null ? `${kind} ${of}` : `${kind} ${of} ${outcome}`)
        }
      }
      return { all: store.lifecycles.keptCount(), counts }
    },
  }
}

/** Runs the program until it ends; what it says on standard error. */
export async function runProgram(endpoint: string, protocol: string): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      ...process.env,
      NODE_TEST_CONTEXT: undefined,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${TOKEN}`,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '1500',
      OTEL_METRIC_EXPORT_TIMEOUT: '1500',
      OTEL_SERVICE_NAME: 'platform',
      OTEL_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  await new Promise(resolve => child.once('exit', resolve))
  // A busy machine is slow, and what it sends too late is taken all the same.
  return said.replaceAll(/^.*metrics export timed out.*\n/gm, '')
}
