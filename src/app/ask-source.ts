// Asks a source of the configuration something from within a command: it is made for that, watched, and closed again.
import type { Clock } from '../core/clock.ts'
import { silentLogger } from '../core/logger.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { NO_MEMORY } from '../sources/memory.ts'
import type { SourceSettings } from '../sources/registry.ts'
import type { Source } from '../sources/source.ts'
import type { Attendant } from './containment/attend.ts'
import { openSource } from './open-source.ts'

interface AskSourceDeps {
  clock: Clock
  signal: AbortSignal
  parts: Attendant
}

/** Every call into the source goes by `call`. Rejects with ConfigError where the source is at fault in a way that no call shows. */
export function askSource<T>(
  options: SourceSettings,
  { clock, signal, parts }: AskSourceDeps,
  ask: (source: Source, signal: AbortSignal, call: <A>(work: () => A) => A) => Promise<T>,
): Promise<T> {
  const owner: Owner = { kind: 'source', name: options.name }
  const { watchdog } = parts
  return parts.ask(owner, signal, async own => {
    const source = openSource(options, { clock, log: silentLogger, memory: NO_MEMORY, watchdog })
    const call = <A>(work: () => A): A => parts.call(owner, work)
    try {
      return await ask(source, own, call)
    } finally {
      await call(() => Promise.resolve(source.close()))
    }
  })
}
