// A watchdog on real time, with as much patience as a test has.
import { createWatchdog, type Watchdog } from '../../src/core/watchdog.ts'

/** `patience` in seconds. */
export function watchdogOf(patience = 5): Watchdog {
  return createWatchdog({ stopwatch: () => performance.now() / 1000, patience })
}
