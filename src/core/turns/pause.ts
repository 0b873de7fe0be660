// Lets everything else have its turn in the middle of long work: pages, scrapes and deliveries never wait for it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Courtesy } from './courtesy.ts'

/** To be awaited between small pieces of work; returns at once while the turn is young. */
export type Pause = () => Promise<void>

/** Real seconds of one turn. */
export const LONGEST_TURN = 0.008

/** By the real time, for work that nobody ends. `longest`: seconds of one turn. */
export function pauseInRealTime(
  signal: Pick<AbortSignal, 'throwIfAborted'> = NEVER,
  longest = LONGEST_TURN,
): Pause {
  return createPause(() => performance.now() / 1000, signal, undefined, longest)
}

/** Aborted by nobody. To make a signal takes longer than many a scrape. */
const NEVER: Pick<AbortSignal, 'throwIfAborted'> = { throwIfAborted: () => {} }

/**
 * For what somebody waits for: on a busy machine a turn by real time is over before much is done, and there are as many more
 * turns of others to wait for.
 */
export function pauseInProcessorTime(): Pause {
  return createPause(() => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1e6
  }, NEVER)
}

/**
 * `stopwatch` gives real seconds from some origin. After `signal` a pause throws its reason: the work ends there. With `courtesy` who waits
 * for an answer goes first. `longest`: seconds of one turn, fewer where a piece of the work takes some milliseconds.
 */
export function createPause(
  stopwatch: () => number,
  signal: Pick<AbortSignal, 'throwIfAborted'>,
  courtesy?: Pick<Courtesy, 'leave'>,
  longest = LONGEST_TURN,
): Pause {
  let began = stopwatch()
  return async () => {
    if (stopwatch() - began < longest) return
    await nextTurn()
    await courtesy?.leave()
    signal.throwIfAborted()
    began = stopwatch()
  }
}

/**
 * Long work in small pieces: it yields between two of them, where whoever runs it may let others have their turn. What it
 * yields is worth waiting for, or nothing; it is right without the wait too.
 */
export type Sliced<T> = Generator<(() => Promise<void>) | undefined, T, undefined>

/** With a pause between its pieces. */
export async function inTurns<T>(work: Sliced<T>, pause: Pause): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await step.value?.()
    await pause()
  }
}

/** Without a pause. What is yielded and should be waited for is not: for work that yields nothing. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** Items of one piece: some microseconds each. */
const A_PIECE = 32

export function* each<A>(items: Iterable<A>, work: (item: A) => void): Sliced<void> {
  let count = 0
  for (const item of items) {
    work(item)
    count += 1
    if (count % A_PIECE === 0) yield
  }
}

export function* flatMapped<A, B>(items: Iterable<A>, work: (item: A) => readonly B[]): Sliced<B[]> {
  const found: B[] = []
  yield* each(items, item => {
    for (const one of work(item)) found.push(one)
  })
  return found
}

/** As `Map.groupBy`. */
export function* grouped<A, K>(items: Iterable<A>, keyOf: (item: A) => K): Sliced<Map<K, A[]>> {
  const groups = new Map<K, A[]>()
  yield* each(items, item => {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  })
  return groups
}
