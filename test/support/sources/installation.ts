// What a source that is pulled has brought, as the service would have committed it, and what it is asked for from there on.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { SourceError } from '../../../src/core/errors.ts'
import type { Event } from '../../../src/events/event.ts'
import { createStandstill } from '../../../src/pipeline/collect/problems/standstill.ts'
import { readBatch } from '../../../src/sources/batch.ts'
import type { MemoryChange } from '../../../src/sources/memory.ts'
import type { Batch, Cursor, PulledSource } from '../../../src/sources/source.ts'
import type { StartTrial, TrialSystem } from './source-trial.ts'

export interface PulledTrial {
  start: StartTrial
  /** The source of an entry, as the registry makes it; `get` is its memory. */
  make(entry: TrialSystem['entry'], get: (key: string) => Uint8Array | null): PulledSource
}

/** Everything that was committed, and what is asked for again from it: as after a restart. */
export class Installation {
  private readonly open: () => PulledSource
  readonly events: Event[] = []
  readonly batches: Batch[] = []
  /** What the source says that it feeds. */
  feeds: readonly string[] = []
  private cursor: Cursor | null = null
  private readonly memory = new Map<string, Uint8Array>()

  constructor(t: TestContext, { make }: PulledTrial, { entry }: TrialSystem) {
    this.open = () => {
      const source = make(entry, key => this.memory.get(key) ?? null)
      t.after(() => source.close())
      return source
    }
  }

  /** By a source of its own. Ends after so many batches, as a process that is killed. */
  async pull(most = Number.POSITIVE_INFINITY): Promise<void> {
    const source = this.open()
    this.feeds = source.feeds
    let count = 0
    const standstill = createStandstill(this.cursor)
    const known = new Set(this.events.map(({ id }) => id))
    for await (const batch of source.pull(this.cursor, AbortSignal.timeout(20_000))) {
      const read = readBatch(batch, Date.now())
      assert.ok('batch' in read, JSON.stringify(read))
      assert.ok(
        (batch.completeUpTo ?? 0) <= Date.now() && read.doubts.length === 0,
        'it calls complete what has not happened yet',
      )
      this.batches.push(batch)
      this.events.push(...batch.events)
      const stands = standstill(read.batch, batch.events.filter(({ id }) => !known.has(id)).length)
      assert.ok(stands === null, stands ?? '')
      for (const { id } of batch.events) known.add(id)
      for (const change of batch.memory ?? []) this.keep(change)
      this.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
      if (++count === most) break
    }
    await source.close()
  }

  /** Ends as it may while nothing can be read: with a SourceError, or with batches that say so. */
  async pullFromWhatIsAway(): Promise<void> {
    await this.pull().catch((error: unknown) => assert.ok(error instanceof SourceError, String(error)))
  }

  /** The latest moment that any batch calls complete. */
  completeUpTo(): Millis | null {
    const said = this.batches.map(({ completeUpTo }) => completeUpTo).filter(at => at !== null)
    return said.length === 0 ? null : Math.max(...said)
  }

  private keep(change: MemoryChange): void {
    if ('drop' in change) {
      for (const key of this.memory.keys()) if (key.startsWith(change.drop)) this.memory.delete(key)
    } else if (change.value === null) this.memory.delete(change.key)
    else this.memory.set(change.key, change.value)
  }
}
