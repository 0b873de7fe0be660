// Puts a replay together: a copy of what was kept, an empty store, and the parts of the live service.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Refusal, type Replay, type ReplaySpan, replay } from '../../assurance/replay/replay.ts'
import type { Config } from '../../config/schema.ts'
import { type Millis, manualClock, systemClock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import { makeDeps } from './deps.ts'
import { readSources } from './read-sources.ts'

export interface ReplayInput {
  /**
   * The data folder of a slowburn, which may be running, or a backup: it is read, and nothing is written to it. Null: what the sources of
   * each configuration hold is read anew, into a store of its own.
   */
  folder: string | null
  /** What each is to be run with, one after the other. */
  configs: readonly Config[]
  span: ReplaySpan
  withActs: boolean
  lag: Millis | null
  log: Logger
  /** `index` is that of the configuration. `read`: how much of what its sources hold. */
  onRead(index: number, share: number): void
  onProgress(index: number, share: number): void
  onDone(index: number): void
}

/** One result for each configuration. Throws StorageError where the folder cannot be used, and where a source cannot be read. */
export async function runReplays(input: ReplayInput, signal: AbortSignal): Promise<Array<Replay | Refusal>> {
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-replay-'))
  const { folder, configs, onDone } = input
  try {
    const copy = join(scratch, 'copy')
    if (folder !== null) await copyDatabase(folder, copy)
    const results: Array<Replay | Refusal> = []
    for (const [index, config] of configs.entries()) {
      const kept = folder === null ? join(scratch, `read-${index}`) : copy
      if (folder === null) await read(config, index, kept, input, signal)
      const into = join(scratch, `run-${index}`)
      results.push(await replayOne(config, index, { ...input, kept, into }, signal))
      onDone(index)
    }
    return results
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function read(
  config: Config,
  index: number,
  into: string,
  { log, onRead }: ReplayInput,
  signal: AbortSignal,
): Promise<void> {
  return readSources(
    { config, into, clock: systemClock, log, onProgress: share => onRead(index, share) },
    signal,
  )
}

interface One extends ReplayInput {
  /** Folder of the store that is replayed. */
  kept: string
  into: string
}

async function replayOne(
  config: Config,
  index: number,
  { kept, into, span, withActs, lag, log, onProgress }: One,
  signal: AbortSignal,
): Promise<Replay | Refusal> {
  const clock = manualClock(span.started ?? 0)
  const recorded = openSqliteStore(kept, { scratch: true })
  const scratch = openSqliteStore(into, { scratch: true })
  const closing: Array<() => Promise<void> | void> = [() => recorded.close(), () => scratch.close()]
  try {
    const calendarsFrom = span.from ?? span.started
    const made = await makeDeps({ config, clock, log, recorded, calendarsFrom, closing }, signal)
    return await replay(
      {
        recorded,
        scratch,
        clock,
        depsOf: made,
        span,
        withActs,
        lag,
        onProgress: share => onProgress(index, share),
      },
      signal,
    )
  } finally {
    for (const step of closing.reverse()) await step()
  }
}
