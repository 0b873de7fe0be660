// Interrupts a part that holds up everything: code that loops for ever after it has waited for something, where no call to it is
// under way that could be given a time limit. Another thread sees that this one stands still, asks it through Node's inspector, which
// opens no port, whose code it is in, and ends what runs.
import inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'
import { createNotes, noteBlockingCalls, noterOf } from './blocking-calls.ts'
import type { GuardEnding, GuardSaid, GuardSettings, Interruption } from './interruption.ts'
import { type Owner, type Owners, sameOwner } from './owners.ts'
import { type Seen, see } from './seen.ts'
import { followPool, type PoolCalls, probePool } from './thread-pool.ts'
import { noteTurns } from './turns.ts'

/** Real milliseconds. */
type Millis = number

export interface LoopGuardOptions {
  owners: Owners
  /** Called once the loop runs again. What was interrupted never ends: neither its `finally` runs nor is its promise settled. */
  interrupted: (interruption: Interruption) => void
  /** Called once a call of a part into the system, in which nothing can interrupt it, has ended after an eighth of the patience or more. */
  blocked: (call: Interruption, seconds: number) => void
  /** The same for what is no such call, and ended by itself. */
  held: (by: Interruption, seconds: number) => void
  /**
   * Called once calls that do not end have filled the threads in which Node.js makes those of everybody. Null: they are of no part, or,
   * where it does not look closely, nobody knows of whom.
   */
  filled: (by: Interruption | null) => void
  /** Called where the guard itself has failed: nothing is interrupted any more. */
  failed: (error: Error) => void
  /** How long one part may hold up everything. Default 10 s. */
  patience?: Millis
  /** How the process ends for a part whose call into the system does not end within three times the patience; null: it does not. */
  ending: GuardEnding | null
  /**
   * Whether it is known at every turn whose code runs, and whose calls are under way: a process before stood still, and nobody knew in
   * whose call. Until the first interruption.
   */
  isClose?: boolean
  /**
   * Called in the midst of what is to be interrupted. No async hook may be on after that: Node.js aborts where something has left the
   * stack without a word.
   */
  leaving?: () => void
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
  held,
  filled,
  failed,
  patience = PATIENCE,
  ending,
  isClose = false,
  leaving = () => undefined,
}: LoopGuardOptions): LoopGuard {
  if (!process.features.inspector || inspector.url() !== undefined) return { stop: async () => undefined }
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const beating = setInterval(() => Atomics.add(beats, 0, 1), patience / 32).unref()
  const notes = createNotes()
  const beat = (): number => Atomics.load(beats, 0)
  const followed = isClose ? followClosely(owners, noterOf(notes, beat)) : null
  const key = `slowburn.see.${crypto.randomUUID()}`
  const left = (): void => {
    followed?.stop()
    leaving()
  }
  Object.defineProperty(globalThis, key, { value: seeing(owners, left), configurable: true })
  const release = noteBlockingCalls({
    notes,
    beat,
    current: owners.current,
    onLong: blocked,
    long: patience / 8000,
  })
  const unprobe = probePool(patience, () => filled(followed?.pool.holder() ?? null))
  const { limited } = owners
  const worker = startThread({
    beats,
    limited,
    notes,
    patience,
    ending,
    isClose,
    see: `globalThis['${key}']`,
  })
  worker.on('message', (said: GuardSaid) => {
    if ('interrupted' in said) interrupted(said.interrupted)
    else held(said.held, said.seconds)
  })
  worker.on('error', error => failed(error))
  // Whoever listens to it has it keep the process alive.
  worker.unref()
  return {
    stop: async () => {
      clearInterval(beating)
      release()
      unprobe()
      followed?.stop()
      Reflect.deleteProperty(globalThis, key)
      await worker.terminate()
    },
  }
}

/** `left` is called in the midst of what is to be interrupted. */
function seeing(owners: Owners, left: () => void): (suspect: Owner | null) => Seen {
  return suspect => {
    const seen = see(owners)
    if (suspect !== null && sameOwner(seen.owner, suspect)) left()
    return seen
  }
}

function startThread(settings: GuardSettings): Worker {
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  return new Worker(new URL(file, import.meta.url), {
    name: 'loop-guard',
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    workerData: settings,
  })
}

interface Followed {
  pool: PoolCalls
  stop(): void
}

function followClosely(owners: Owners, note: (owner: Owner | null) => void): Followed {
  const unnote = noteTurns(owners, note)
  const pool = followPool(owners)
  return {
    pool,
    stop: () => {
      unnote()
      pool.stop()
    },
  }
}
