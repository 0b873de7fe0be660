// What the service waits for when it is to end, and for how long: packaging gives it 20 s in all, and kills it then. What does not end
// is named, and left to itself.
import type { Logger } from '../../core/logger.ts'

/** Real milliseconds. */
type Millis = number

/** Longer than a source, and what is being sent, may take to end. */
const LONGEST: Millis = 6000

export interface EndingDeps {
  log: Logger
  /** Aborted when all is to end. */
  signal: AbortSignal
  longest?: Millis
}

/** Resolves once all has ended, or has not in time after `signal` is aborted. Rejects with the first that rejects before. */
export async function untilEnded(
  running: Readonly<Record<string, Promise<unknown>>>,
  { log, signal, longest = LONGEST }: EndingDeps,
): Promise<void> {
  const left = new Set(Object.keys(running))
  const all = Promise.all(
    Object.entries(running).map(async ([what, one]) => {
      await one
      left.delete(what)
    }),
  )
  const late = new AbortController()
  const timer = Promise.withResolvers<void>()
  const end = (): void => {
    const timeout = setTimeout(timer.resolve, longest)
    late.signal.addEventListener('abort', () => clearTimeout(timeout), { once: true })
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true, signal: late.signal })
  try {
    await Promise.race([all, timer.promise])
  } finally {
    late.abort()
  }
  for (const what of left) log.warn('slowburn ends without waiting any longer', { for: what })
}

/** How long after the end was asked for a part may still be asked: one that loops then takes 10 s more. */
const LAST_CALL: Millis = 8000

/** Why no part may be asked any more; null: it may be. To be called before anything else listens to `signal`. */
export function lastCall(signal: AbortSignal, longest: Millis = LAST_CALL): () => string | null {
  let ends: Millis | null = null
  signal.addEventListener(
    'abort',
    () => {
      ends = performance.now() + longest
    },
    { once: true },
  )
  return () =>
    ends !== null && performance.now() >= ends ? 'slowburn ends, and has no time left for it' : null
}

/** Whether it has ended in time. Rejects where it does in time; what it rejects with later is passed over. */
export async function within(work: Promise<unknown>, longest: Millis): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), longest)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
