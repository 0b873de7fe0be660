// Reads what nobody has caught, which may be anything: what throws when it is looked at, never returns from that, or is of any length.
import { faultOf } from '../../core/errors.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'

export interface Thrown {
  error: string
  /** Absent where there is none that can be read. */
  stack?: string
}

export const UNREADABLE = 'what was thrown does not return when it is read'

/** Characters of a stack that are kept. */
const LONGEST_STACK = 5000

export function readThrown(thrown: unknown, watchdog: Pick<Watchdog, 'run'>): Thrown {
  try {
    return watchdog.run(() => ({ error: faultOf(thrown), ...stackOf(thrown) }))
  } catch (error) {
    return { error: error instanceof NotReturned ? UNREADABLE : faultOf(error) }
  }
}

function stackOf(thrown: unknown): Pick<Thrown, 'stack'> {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined
    return typeof stack === 'string' ? { stack: stack.slice(0, LONGEST_STACK) } : {}
  } catch {
    // It has its words all the same.
    return {}
  }
}
