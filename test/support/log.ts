// A logger whose lines a test can read.
import { createLogger, type Logger } from '../../src/core/logger.ts'
import { leapingClock } from './delivery/delivery.ts'

export function linesOf(): { log: Logger; lines: string[] } {
  const lines: string[] = []
  const log = createLogger({
    clock: leapingClock(0),
    level: 'info',
    format: 'text',
    write: line => lines.push(line),
  })
  return { log, lines }
}
