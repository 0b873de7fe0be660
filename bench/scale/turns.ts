// Loaded into a service that is measured (node --import): the longest turns of its loop in processor time, which a busy machine
// does not lengthen as it does real time. Written as JSON to the file that TURNS_FILE names when the process ends.
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

if (isMainThread && process.env.TURNS_FILE !== undefined) watch(process.env.TURNS_FILE)

function watch(file: string): void {
  const turns: number[] = []
  let before = process.threadCpuUsage()
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    if (process.uptime() > STARTING) turns.push((user + system) / 1000)
    before = process.threadCpuUsage()
  }, EVERY).unref()
  process.on('exit', () => {
    turns.sort((a, b) => a - b)
    const found: Turns = { longest: turns.at(-1) ?? 0, p99: turns[Math.floor(0.99 * turns.length)] ?? 0 }
    writeFileSync(file, JSON.stringify(found))
  })
}
