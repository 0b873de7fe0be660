// Run as a process of its own by the crash tests: takes steps along the chain, and kills itself with SIGKILL at the
// failpoint it is given. Its one argument is a ChildTask as JSON.
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../../src/core/clock.ts'
import type { FrozenMessage } from '../../../src/delivery/outbox/message.ts'
import type { Store } from '../../../src/storage/store.ts'
import { leapingClock } from '../delivery/delivery.ts'
import { type ChainOptions, type Failpoint, openChain } from './fault-chain.ts'

export interface ChildTask extends Pick<ChainOptions, 'folder' | 'smtp' | 'to'> {
  now: Millis
  steps: ReadonlyArray<'change' | 'recover' | 'look' | 'deliver'>
  /** Null: it ends by itself. */
  failpoint: Failpoint | null
  /** What is broken on purpose, to show that it is found out. */
  mutation?: 'no fsync' | 'a commit after the sending'
}

if (process.argv[2] !== undefined) await perform(JSON.parse(process.argv[2]) as ChildTask)

async function perform({ now, steps, failpoint, mutation, ...options }: ChildTask): Promise<void> {
  if (mutation === 'no fsync') forgetFsync()
  const messages: FrozenMessage[] = []
  const chain = openChain({
    ...options,
    clock: leapingClock(now),
    reach(point) {
      if (point === failpoint) process.kill(process.pid, 'SIGKILL')
    },
    ...(mutation === 'a commit after the sending' ? { alertOn: store => postponed(store, messages) } : {}),
  })
  for (const step of steps) {
    if (step === 'change') chain.change(1)
    else if (step === 'recover') chain.recover()
    else if (step === 'look') chain.look()
    else await chain.deliver()
    for (const message of messages.splice(0)) {
      await chain.dispatching.notifier.send(message, new AbortController().signal)
    }
  }
  await chain.close()
}

function forgetFsync(): void {
  const { exec } = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (statements) {
    exec.call(this, statements.replace('synchronous = FULL', 'synchronous = OFF'))
  }
}

/** Hands the messages over and takes the commit back: it would come when they have been sent. */
function postponed(store: Store, messages: FrozenMessage[]): Store {
  class Postponed extends Error {}
  return {
    ...store,
    outbox: { ...store.outbox, add: added => void messages.push(...added) },
    transaction(work) {
      let result: ReturnType<typeof work> | undefined
      try {
        return store.transaction(() => {
          result = work()
          throw new Postponed()
        })
      } catch (error) {
        if (!(error instanceof Postponed)) throw error
        return result as ReturnType<typeof work>
      }
    },
  }
}
