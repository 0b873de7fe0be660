// Much that is alike is a few lines in the log and a count of the rest: a source with a thousand faults must not fill the disk.
import type { Logger } from '../../core/logger.ts'

/** Lines of one kind until the end of a pull. */
const MOST = 10

export interface FewLines extends Logger {
  /** Says how many lines were left out. */
  end(): void
}

/** Lets the first warnings and notes with the same message through. What is an error is never left out. */
export function fewLines(log: Logger, source: string): FewLines {
  const counts = new Map<string, number>()
  const isShown = (message: string): boolean => {
    const count = (counts.get(message) ?? 0) + 1
    counts.set(message, count)
    return count <= MOST
  }
  return {
    ...log,
    info: (message, fields) => void (isShown(message) && log.info(message, fields)),
    warn: (message, fields) => void (isShown(message) && log.warn(message, fields)),
    end() {
      for (const [message, count] of counts) {
        if (count > MOST) log.warn(`${message}: more of these are left out`, { source, count: count - MOST })
      }
      counts.clear()
    },
  }
}
