// What nobody catches: of a source it is named and goes on; of anything else the process ends, with one line before the stack.
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Strays } from '../pipeline/collect/strays.ts'

export interface StrayDeps {
  strays: Strays
  clock: Clock
  log: Logger
  /** The process, or what stands in for it. */
  process: Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'exit'>
}

/** Until the result is called. Where others listen too, what belongs to no source is left to them. */
export function catchStrays({ strays, clock, log, process }: StrayDeps): () => void {
  const heard = (name: 'uncaughtException' | 'unhandledRejection', thrown: unknown): void => {
    const source = strays.source()
    if (source !== null) {
      const error = messageOf(thrown).slice(0, 500)
      const isNew = strays.note(source, error, clock.now())
      if (isNew) log.error('a source threw outside of any call to it; it goes on', { source, error })
    } else if (process.listenerCount(name) === 1) {
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
