// Run as a process of its own: the whole service, on the clock of a night. Its one argument is a NightTask as JSON; it says when it
// listens and when a tick is over, and is told how time goes on.
import process from 'node:process'
import { runService } from '../../../src/app/service.ts'
import { parseConfig } from '../../../src/config/load.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/logger.ts'
import { type NightTime, nightClock } from './night-clock.ts'

export interface NightTask {
  config: string
  time: NightTime
  skipped: Millis
  leapt: Millis
}

export type FromChild = 'listening' | 'ticked'
export type ToChild = Pick<NightTask, 'skipped' | 'leapt'>

if (process.argv[2] !== undefined) await run(JSON.parse(process.argv[2]) as NightTask)

async function run({ config: text, time, skipped, leapt }: NightTask): Promise<void> {
  const config = parseConfig(text, {})
  const say = (word: FromChild): void => void process.send?.(word)
  const clock = nightClock(time, {
    skipped,
    leapt,
    asleep: ms => {
      if (ms === config.tick) say('ticked')
    },
  })
  process.on('message', (to: ToChild) => clock.move(to.skipped, to.leapt))
  const ending = new AbortController()
  process.once('SIGTERM', () => ending.abort())
  const log = createLogger({
    clock,
    level: 'warn',
    format: 'text',
    write: line => process.stderr.write(line),
  })
  await runService(
    {
      config,
      clock,
      log,
      demo: null,
      onProgress: () => undefined,
      onListening: () => say('listening'),
      onFirstTick: () => undefined,
    },
    ending.signal,
  )
  process.disconnect()
}
