// Puts a replay together: a copy of what was kept, an empty store, and the parts of the live service.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Refusal, type Replay, type ReplaySpan, replay } from '../../assurance/replay/replay.ts'
import type { Config } from '../../config/schema.ts'
import { type Millis, manualClock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import type { Store } from '../../storage/store.ts'
import { makeDeps } from './deps.ts'

export interface ReplayInput {
  /** The data folder of a slowburn, which may be running, or a backup: it is read, and nothing is written to it. */
  folder: string
  /** What each is to be run with, one after the other, over the same store. */
  configs: readonly Config[]
  span: ReplaySpan
  withActs: boolean
  lag: Millis | null
  log: Logger
  /** `index` is that of the configuration. */
  onProgress(index: number, share: number): void
  onDone(index: number): void
}

/** One result for each configuration. Throws StorageError where the folder cannot be used. */
export async function runReplays(input: ReplayInput, signal: AbortSignal): Promise<Array<Replay | Refusal>> {
  const scratch = mkdtempSync(join(tmpdir(), 'slowburn-replay-'))
  try {
    const copy = join(scratch, 'copy')
    await copyDatabase(input.folder, copy)
    const recorded = openSqliteStore(copy, { scratch: true })
    try {
      const results: Array<Replay | Refusal> = []
      for (const [index, config] of input.configs.entries()) {
        results.push(
          await replayOne(config, index, { ...input, recorded, into: join(scratch, `run-${index}`) }, signal),
        )
        input.onDone(index)
      }
      return results
    } finally {
      recorded.close()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface One extends ReplayInput {
  recorded: Store
  into: string
}

async function replayOne(
  config: Config,
  index: number,
  { recorded, into, span, withActs, lag, log, onProgress }: One,
  signal: AbortSignal,
): Promise<Replay | Refusal> {
  const clock = manualClock(span.started ?? 0)
  const scratch = openSqliteStore(into, { scratch: true })
  const closing: Array<() => Promise<void> | void> = [() => scratch.close()]
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
