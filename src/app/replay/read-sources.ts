// Reads what the sources of a configuration hold into a store of its own, as the first ticks of a service do: for whoever has no history of
// slowburn's yet, or wants it in other buckets. Nothing listens, nothing is sent, and no replication slot is made.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { isBackfilling } from '../../pipeline/status.ts'
import { type Stage, tick } from '../../pipeline/tick.ts'
import { createClosing, openParts } from '../parts.ts'
import { tickDepsOf } from '../tick-deps.ts'
import { emailOf } from './deps.ts'

export interface Reading {
  config: Config
  /** Folder of the store, which is empty. */
  into: string
  clock: Clock
  log: Logger
  /** Share of what there is to read, 0 to 1. */
  onProgress(share: number): void
}

/** What has no history, or waits for somebody to send it. */
const WITHOUT_HISTORY = new Set(['push'])
const STAGES: readonly Stage[] = ['collect', 'close']

/** Throws where a source cannot be read to its end: half of a history would say that the rest was quiet. */
export async function readSources({ config, into, ...reading }: Reading, signal: AbortSignal): Promise<void> {
  const { log, onProgress } = reading
  const closing = createClosing(log)
  try {
    const parts = await openParts({ ...reading, config: readOnly(config, into) }, closing)
    const shares = new Map<string, number>()
    const deps = tickDepsOf(parts, emailOf(config), {
      onProgress: (source, share) => {
        shares.set(source, share ?? 1)
        onProgress(Math.min(...config.sources.map(({ name }) => shares.get(name) ?? 0)))
      },
    })
    const read = async (): Promise<void> => {
      if (await tick(deps, signal, STAGES)) return
      signal.throwIfAborted()
      throw new Error(`what the sources hold cannot be read: ${deps.live.fault?.message ?? ''}`)
    }
    await read()
    while (isBackfilling(deps.live)) await read()
    for (const { name, up, error } of deps.live.sources.values())
      if (!up) throw new Error(`source ${name} cannot be read: ${error ?? 'no reason given'}`)
  } finally {
    await closing.run()
  }
}

function readOnly(config: Config, into: string): Config {
  return {
    ...config,
    data: { ...config.data, folder: into },
    sources: config.sources
      .filter(({ type }) => !WITHOUT_HISTORY.has(type))
      .map(one => ('follow' in one ? { ...one, follow: 'polling' } : one)),
    telemetry: null,
    heartbeat: null,
  }
}
