// What nobody catches: a part that has thrown it is named and goes on; of anything else the process ends, with one line before the
// stack.
import type { Clock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Owners } from '../../core/loop-guard/owners.ts'
import type { Strays } from '../../pipeline/collect/strays.ts'

export interface StrayDeps {
  owners: Owners
  strays: Strays
  clock: Clock
  log: Logger
  /** The process, or what stands in for it. */
  process: Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'exit'>
}

/** Until the result is called. Where others listen too, what belongs to no part is left to them. */
export function catchStrays({ owners, strays, clock, log, process }: StrayDeps): () => void {
  const heard = (event: 'uncaughtException' | 'unhandledRejection', thrown: unknown): void => {
    const owner = owners.current()
    if (owner !== null) {
      const { kind, name } = owner
      const error = messageOf(thrown).slice(0, 500)
      const isNew = strays.note(owner, `threw outside of any call: ${error}`, clock.now())
      if (isNew) log.error(`a ${kind} threw outside of any call to it; it goes on`, { [kind]: name, error })
    } else if (process.listenerCount(event) === 1) {
      const stack = thrown instanceof Error ? thrown.stack : undefined
      log.error('slowburn failed and ends', { error: messageOf(thrown), stack })
      process.exit(1)
    }
  }
  const onException = (thrown: unknown): void => heard('uncaughtException', thrown)
  const onRejection = (thrown: unknown): void => heard('unhandledRejection', thrown)
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
  }
}
