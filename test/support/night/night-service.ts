// The service of a night, in a process of its own, as whoever plays the night sees it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Millis } from '../../../src/core/clock.ts'
import type { FromChild, NightTask, ToChild } from './night-child.ts'

const CHILD = fileURLToPath(new URL('./night-child.ts', import.meta.url))

export interface NightService {
  /** How it ended; null while it runs. */
  ended(): string | null
  /** Moves its time on and waits until a tick that began after it is over; false where it ended or `patience` was over before. */
  tick(time: ToChild, patience: Millis): Promise<boolean>
  move(time: ToChild): void
  /** Resolves when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>
  log(): string
}

/** Resolves when it listens, or has ended. */
export async function startNightService(task: NightTask): Promise<NightService> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(task)], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
  let log = ''
  child.stderr?.on('data', chunk => {
    log = `${log}${chunk}`.slice(-200_000)
  })
  const exit = once(child, 'exit')
  const waiting = new Map<FromChild, () => void>()
  child.on('message', (word: FromChild) => waiting.get(word)?.())
  const says = (word: FromChild): Promise<unknown> =>
    Promise.race([new Promise<void>(resolve => waiting.set(word, resolve)), exit])
  const ended = (): string | null => endOf(child)
  const move = (time: ToChild): void => {
    if (child.connected) child.send(time, () => undefined)
  }
  await says('listening')
  return {
    ended,
    move,
    async tick(time, patience) {
      const ticked = says('ticked').then(() => ended() === null)
      move(time)
      return Promise.race([ticked, wait(patience, false, { ref: false })])
    },
    async end(signal) {
      if (ended() === null) child.kill(signal)
      if (ended() === null) await exit
    },
    log: () => log,
  }
}

function endOf({ exitCode, signalCode }: ChildProcess): string | null {
  return signalCode ?? (exitCode === null ? null : `code ${exitCode}`)
}
