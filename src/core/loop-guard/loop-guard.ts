// Interrupts a part that holds up everything: code that loops for ever after it has waited for something, where no call to it is
// under way that could be given a time limit. Another thread sees that this one stands still, asks it through Node's inspector, which
// opens no port, whose code it is in, and ends what runs.
import inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'
import { createNotes, noteBlockingCalls, noterOf } from './blocking-calls.ts'
import type { GuardEnding, GuardSettings, Interruption } from './interruption.ts'
import type { Owners } from './owners.ts'
import { noteTurns } from './turns.ts'

/** Real milliseconds. */
type Millis = number

export interface LoopGuardOptions {
  owners: Owners
  /** Called once the loop runs again. What was interrupted never ends: neither its `finally` runs nor is its promise settled. */
  interrupted: (interruption: Interruption) => void
  /** Called once a call of a part into the system, in which nothing can interrupt it, has ended after long. */
  blocked: (call: Interruption, seconds: number) => void
  /** Called where the guard itself has failed: nothing is interrupted any more. */
  failed: (error: Error) => void
  /** How long one part may hold up everything. Default 10 s. */
  patience?: Millis
  /** How the process ends for a part whose call into the system does not end within three times the patience; null: it does not. */
  ending: GuardEnding | null
  /** Whether it is written down at every turn whose code runs: a process before stood still, and nobody knew in whose call. */
  isClose?: boolean
}

export interface LoopGuard {
  stop(): Promise<void>
}

const PATIENCE: Millis = 10_000

/**
 * Without effect where somebody debugs this process, or where Node.js was built without inspector. Node.js has to be started with
 * `--no-force-async-hooks-checks`: without it, it may end the process when a timer was interrupted.
 */
export function startLoopGuard({
  owners,
  interrupted,
  blocked,
  failed,
  patience = PATIENCE,
  ending,
  isClose = false,
}: LoopGuardOptions): LoopGuard {
  if (!process.features.inspector || inspector.url() !== undefined) return { stop: async () => undefined }
  // Code of Node.js itself, in which it may be asked, knows hardly any other name than this.
  const key = `slowburn.owner.${crypto.randomUUID()}`
  Object.defineProperty(globalThis, key, { value: owners.unlimited, configurable: true })
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const counter = new Int32Array(beats)
  const beating = setInterval(() => Atomics.add(counter, 0, 1), patience / 16).unref()
  const notes = createNotes()
  const beat = (): number => Atomics.load(counter, 0)
  const unnote = isClose ? noteTurns(owners, noterOf(notes, beat)) : () => undefined
  const release = noteBlockingCalls({
    notes,
    beat,
    current: owners.current,
    onLong: blocked,
    long: patience / 2000,
  })
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  const settings: GuardSettings = { beats, notes, patience, ending, isClose, owner: `globalThis['${key}']()` }
  const worker = new Worker(new URL(file, import.meta.url), {
    name: 'loop-guard',
    // The names of all files that are loaded come at once.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 },
    workerData: settings,
  })
  worker.on('message', interrupted)
  worker.on('error', error => failed(error))
  worker.unref()
  return {
    stop: async () => {
      clearInterval(beating)
      release()
      unnote()
      Reflect.deleteProperty(globalThis, key)
      await worker.terminate()
    },
  }
}
