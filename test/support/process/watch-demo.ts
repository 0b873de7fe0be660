// Runs slowburn on the example platform, in this process, at a fixed moment, until its first tick is done.
import { setTimeout as pause } from 'node:timers/promises'
import { parseConfig } from '../../../src/config/load.ts'
import { type ManualClock, manualClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/logger.ts'
import { startPlatform } from '../../../src/demo/platform/platform.ts'
import type { GroundTruth } from '../../../src/demo/simulator/truth.ts'
import { demoConfig } from '../../../src/demo/watch.ts'
import { startedService } from '../service/started-service.ts'

export interface Watched {
  truth: GroundTruth
  /** Base URL of the pages, with a slash at the end. */
  url: string
  clock: ManualClock
  /** Lets `ms` of simulated time pass, and what the platform does in it happen. */
  advance(ms: number): Promise<void>
  log: readonly string[]
  stop(): Promise<void>
}

export async function watchDemo(options: { seed: number; now: number; folder: string }): Promise<Watched> {
  const { seed, now, folder } = options
  const clock = manualClock(now)
  const ending = new AbortController()
  const platform = await startPlatform({ seed, clock, historyDays: 90, signal: ending.signal })
  const config = parseConfig(demoConfig({ url: platform.url, folder, port: 0 }), {})
  const log: string[] = []
  const logger = createLogger({ clock, level: 'warn', format: 'text', write: line => log.push(line) })
  const { url, stop } = await startedService({ config, clock, log: logger, demo: { note: 'a test' } })
  return {
    truth: platform.truth,
    url,
    clock,
    log,
    advance: async ms => {
      clock.advance(ms)
      await platform.advance()
      await pause(50)
    },
    stop: async () => {
      ending.abort(new Error('done'))
      await stop()
      await platform.close()
    },
  }
}
