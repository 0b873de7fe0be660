// Watchdogs for tests: one on real time, and one that blames only who never returns, however loaded the machine is.
import { createWatchdog, NotReturned, type Watchdog } from '../../src/core/watchdog.ts'

/** `patience` in seconds. */
export function watchdogOf(patience = 5): Watchdog {
  return createWatchdog({ stopwatch: () => performance.now() / 1000, patience })
}

/**
 * A watchdog on whose clock time passes only in `forever`: what returns is blamed for nothing, however long the machine lets it wait,
 * and the patience can be short. `patience` in real seconds. What never returns lasts by that clock about as short a time as can be
 * blamed on anybody, for the processor must have worked for a tenth of it.
 */
export function loadProof(patience: number): { watchdog: Watchdog; forever: () => never } {
  let now = 0
  return {
    watchdog: createWatchdog({ stopwatch: () => now, patience }),
    forever: () => {
      now += 0.51 * patience
      for (;;);
    },
  }
}

/**
 * For suites that ask every member of a registry: one that does not return is named in the test that asked it, and asked for nothing
 * more. `seconds`: of real time, for one test.
 */
export function createPatience(kind: string, seconds = 20): (name: string, holds: () => void) => void {
  const watchdog = watchdogOf(seconds)
  const looping = new Set<string>()
  return (name, holds) => {
    if (looping.has(name))
      throw new Error(`the ${kind} ${name} did not return before, and is not asked again`)
    try {
      watchdog.run(holds)
    } catch (error) {
      if (!(error instanceof NotReturned)) throw error
      looping.add(name)
      throw new Error(`the ${kind} ${name} did not return within ${seconds} s`, { cause: error })
    }
  }
}

/**
 * What the work throws, tried again as long as that is only that a machine which is too loaded gave it no time: nobody is to blame
 * for that, so it says nothing of whom the work was about.
 */
export function thrownBy(work: () => unknown): unknown {
  for (;;) {
    try {
      work()
      return null
    } catch (error) {
      if (!isWantOfTime(error)) return error
    }
  }
}

/** The same of work that goes on later. */
export async function rejectedBy(work: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      await work()
      return null
    } catch (error) {
      if (!isWantOfTime(error)) return error
    }
  }
}

function isWantOfTime(error: unknown): boolean {
  const reason = error instanceof Error && error.cause instanceof NotReturned ? error.cause : error
  return reason instanceof NotReturned && reason.who === null
}
