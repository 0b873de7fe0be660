// Ends this process whatever its threads are in: `process.exit` waits for those that are in a call into the system, as a file that
// nobody writes to, and that may be for ever.
import { accessSync, constants } from 'node:fs'

export type Leaving = Pick<NodeJS.Process, 'execPath' | 'exitCode' | 'execve' | 'exit'>

/** In place of the process stands one that does nothing but end with its code. `code` left out: that which has been set. */
export function leave(code?: number, from: Leaving = process): void {
  const own = code ?? Number(from.exitCode ?? 0)
  if (canBeReplaced(from)) from.execve?.(from.execPath, [from.execPath, '-e', `process.exit(${own})`], {})
  from.exit(own)
}

/** Where it fails once it has begun, Node.js aborts. */
function canBeReplaced({ execve, execPath }: Leaving): boolean {
  if (typeof execve !== 'function') return false
  try {
    accessSync(execPath, constants.X_OK)
    return true
  } catch {
    return false
  }
}
