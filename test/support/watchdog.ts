// Watchdogs for tests: one on real time, and one that blames only who never returns, however loaded the machine is.
import { createWatchdog, type Watchdog } from '../../src/core/watchdog.ts'

/** `patience` in seconds. */
export function watchdogOf(patience = 5): Watchdog {
  return createWatchdog({ stopwatch: () => performance.now() / 1000, patience })
}

/**
 * A watchdog on whose clock time passes only in `forever`: what returns is blamed for nothing, however long the machine lets it wait,
 * and the patience can be short. `patience` in real seconds.
 */
export function loadProof(patience: number): { watchdog: Watchdog; forever: () => never } {
  let now = 0
  return {
    watchdog: createWatchdog({ stopwatch: () => now, patience }),
    forever: () => {
      now += patience
      for (;;);
    },
  }
}
