// The example platform, as the rest of slowburn starts, advances and ends it.
import { Worker } from 'node:worker_threads'
import type { Clock, Millis } from '../../core/clock.ts'
import { DAY, MINUTE } from '../../core/duration.ts'
import type { GroundTruth } from '../simulator/truth.ts'
import type { Birth, Command, Progress, Report } from './platform-protocol.ts'

export interface Platform {
  /** Where its PostgreSQL listens: `postgres://postgres@127.0.0.1:PORT/postgres`. */
  readonly url: string
  readonly truth: GroundTruth
  /** Writes everything that has happened up to `clock.now()`. Waits for open transactions of clients. */
  advance(): Promise<void>
  /** Lives on, a write every ten minutes of the clock's time, until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface PlatformOptions {
  seed: number
  clock: Clock
  /** Days of history, counted back from the last midnight (UTC). */
  historyDays: number
  /** Aborting it before the start is done rejects `startPlatform` with its reason. */
  signal: AbortSignal
  /** Where the database keeps its files: an empty folder. Without it they are in memory. */
  folder?: string
  /** The files of an empty cluster, which are then not made anew. */
  cluster?: Blob
  onProgress?: (progress: Progress) => void
  /** What runs in the thread; left out: the platform. */
  file?: URL
}

const STEP: Millis = 10 * MINUTE

/**
 * Starts the platform in a thread of its own: creates its database, writes its history up to now and lets
 * clients in. The same seed and the same present give the same rows.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { seed, clock, historyDays, signal, folder = null, cluster = null, onProgress } = options
  const { file = workerFile() } = options
  signal.throwIfAborted()
  const historyEnd = clock.now()
  const startedAt = Math.floor(historyEnd / DAY) * DAY - historyDays * DAY
  const birth: Birth = { seed, startedAt, historyEnd, folder, cluster }
  const thread = startThread(file, birth, onProgress ?? (() => {}))
  const abort = (): void => thread.end(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const { url, truth } = await thread.ready
    const advance = (): Promise<void> => thread.ask({ kind: 'advance', to: clock.now() })
    return {
      url,
      truth,
      advance,
      run: running => keepLiving(advance, clock, running),
      close: () => thread.close(),
    }
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function keepLiving(advance: () => Promise<void>, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(STEP, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    if (!signal.aborted) await advance()
  }
}

interface Thread {
  ready: Promise<{ url: string; truth: GroundTruth }>
  ask(command: Command): Promise<void>
  close(): Promise<void>
  /** Ends it at once; whatever waits for it is rejected with `reason`. */
  end(reason: unknown): void
}

interface Pending {
  resolve(): void
  reject(reason: unknown): void
}

function startThread(file: URL, birth: Birth, onProgress: (progress: Progress) => void): Thread {
  const worker = new Worker(file, { workerData: birth, name: 'example-platform' })
  const ready = Promise.withResolvers<{ url: string; truth: GroundTruth }>()
  const pending = new Map<number, Pending>()
  let asked = 0
  let ended: { reason: unknown } | null = null

  const fail = (reason: unknown): void => {
    ended ??= { reason }
    ready.reject(reason)
    for (const { reject } of pending.values()) reject(reason)
    pending.clear()
  }
  worker.on('message', (report: Report) => {
    if (report.kind === 'progress') return onProgress(report.progress)
    if (report.kind === 'ready') return ready.resolve(report)
    const { id, error } = report.reply
    const waiting = pending.get(id)
    pending.delete(id)
    if (error === null) waiting?.resolve()
    else waiting?.reject(new Error(error))
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the example platform has ended')))

  const ask = (command: Command): Promise<void> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended.reason)
      asked += 1
      pending.set(asked, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id: asked, command })
    })
  return {
    ready: ready.promise,
    ask,
    close: async () => {
      if (ended !== null) return
      await ask({ kind: 'close' }).finally(() => worker.terminate())
    },
    end: reason => {
      fail(reason)
      void worker.terminate()
    },
  }
}

/** Beside this file, in the language that this file is run in. */
function workerFile(): URL {
  return new URL(`./platform-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
}
