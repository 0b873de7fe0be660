// The longest turns of a loop in processor time, which a busy machine does not lengthen as it does real time. Loaded into a
// service that is measured (node --import), it writes them as JSON to the file that TURNS_FILE names when the process ends.
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

export interface Turns {
  /** Processor time between two looks, milliseconds: one turn, and at most `EVERY` more. */
  longest: number
  p99: number
}

/** Milliseconds between two looks. */
const EVERY = 4

/** Seconds in which the service is loaded and starts. */
const STARTING = 5

if (isMainThread && process.env.TURNS_FILE !== undefined) watchService(process.env.TURNS_FILE)

/** Watches this thread until what is returned is called. */
export function watchTurns(): () => Turns {
  const turns: number[] = []
  let before = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    turns.push((user + system) / 1000)
    before = process.threadCpuUsage()
  }, EVERY).unref()
  return () => {
    clearInterval(timer)
    turns.sort((a, b) => a - b)
    return { longest: turns.at(-1) ?? 0, p99: turns[Math.floor(0.99 * turns.length)] ?? 0 }
  }
}

function watchService(file: string): void {
  setTimeout(() => {
    const end = watchTurns()
    process.on('exit', () => writeFileSync(file, JSON.stringify(end())))
  }, 1000 * STARTING).unref()
}
