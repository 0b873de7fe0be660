// Ends this process whatever its threads are in: `process.exit` waits for those that are in a call into the system, as a file that
// nobody writes to, and that may be for ever.
import { accessSync, constants } from 'node:fs'

/** The process, or what stands in for it. */
export type Leaving = Pick<NodeJS.Process, 'exit'> &
  Partial<Pick<NodeJS.Process, 'execPath' | 'exitCode' | 'execve'>>

/** In place of the process stands one that does nothing but end with its code. `code` left out: that which has been set. */
export function leave(code?: number, from: Leaving = process): void {
  const own = code ?? Number(from.exitCode ?? 0)
  const { execPath } = from
  if (execPath !== undefined && isExecutable(execPath)) {
    from.execve?.(execPath, [execPath, '-e', `process.exit(${own})`], {})
  }
  from.exit(own)
}

/** Where it fails once it has begun, Node.js aborts. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
