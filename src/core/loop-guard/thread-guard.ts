// Sees that a thread which this one has started stands still, and whose fault that is: a loop after a wait, where no call is under way
// that could be given a time limit. Whoever has started the thread is to end it.
import type { Interruption } from './interruption.ts'
import { lookInto } from './look-into.ts'
import { type Owners, sameOwner } from './owners.ts'
import { see } from './seen.ts'

/** Real milliseconds. */
type Millis = number

export interface ThreadGuardOptions {
  threadId: number
  /** Where the thread counts while its loop turns, see `beatIn`. */
  beats: Int32Array
  /** Called once, when a part has held up the thread for the whole patience. */
  heldUp(interruption: Interruption): void
  /** Default 10 s. */
  patience?: Millis
}

const PATIENCE: Millis = 10_000
/**
 * Looks in a patience. Counted rather than timed: a machine that slept held up nobody. Who is at fault is found at work at half of
 * the patience and at its end, with no turn of the loop between.
 */
const LOOKS = 8
/** Of what says, in the thread, whose code runs. */
const KEY = 'slowburn.see'

/**
 * In the thread: counts in the first place of `beats`, says in the second whether what runs has a time limit of its own, and lets
 * whoever guards it know to whom that belongs. Returns the owners to be used there.
 */
export function beatIn(beats: Int32Array, owners: Owners, patience = PATIENCE): Owners {
  Object.defineProperty(globalThis, KEY, { value: () => see(owners) })
  Atomics.add(beats, 0, 1)
  setInterval(() => Atomics.add(beats, 0, 1), patience / 16).unref()
  return {
    ...owners,
    limit: isLimited => {
      Atomics.store(beats, 1, isLimited ? 1 : 0)
      return owners.limit(isLimited)
    },
  }
}

/** Until the result is called. Keeps no process alive. */
export function guardThread({
  threadId,
  beats,
  heldUp,
  patience = PATIENCE,
}: ThreadGuardOptions): () => void {
  let beat = Atomics.load(beats, 0)
  let looks = 0
  let suspect: Interruption | null = null
  let isOver = false
  const look = async (): Promise<void> => {
    const before = beat
    const found = await lookInto({ threadId, see: `globalThis['${KEY}']()`, patience }).catch(() => null)
    if (isOver || Atomics.load(beats, 0) !== before) return
    if (looks < LOOKS || found === null || !sameOwner(suspect?.owner ?? null, found.owner)) {
      suspect = found
      return
    }
    stop()
    heldUp(found)
  }
  const timer = setInterval(() => {
    const now = Atomics.load(beats, 0)
    // A thread that has not begun to beat is still being loaded.
    looks = now === beat && now > 0 ? looks + 1 : 0
    beat = now
    if (looks === 0) suspect = null
    // Who looks into a thread keeps it from ending when it has no memory left, which a call may use up.
    else if (looks % (LOOKS / 2) === 0 && Atomics.load(beats, 1) === 0) void look()
  }, patience / LOOKS).unref()
  const stop = (): void => {
    isOver = true
    clearInterval(timer)
  }
  return stop
}
