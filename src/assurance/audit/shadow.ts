// A store to plant faults in: made here alone, in a folder of its own that is gone afterwards. Whatever plants takes this type, so that
// no other store can be handed to it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Series } from '../../series/series.ts'
import { copyDatabase } from '../../storage/sqlite/file/copy.ts'
import { openSqliteStore } from '../../storage/sqlite/store.ts'
import type { Store } from '../../storage/store.ts'
import type { Kept } from './kept.ts'

const SHADOW: unique symbol = Symbol('shadow')

export interface Shadow extends Store {
  readonly [SHADOW]: true
}

/**
 * Hands an empty one to `work`, or one that holds what the closed database in the folder `of` does, and removes it whatever becomes of
 * that.
 */
export async function withShadow<T>(work: (shadow: Shadow) => Promise<T>, of?: string): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-shadow-'))
  try {
    if (of !== undefined) await copyDatabase(of, folder)
    const store = openSqliteStore(folder, { scratch: true })
    try {
      return await work({ ...store, [SHADOW]: true })
    } finally {
      store.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The present of one series in a shadow: its points, what its monitor knows, and whatever keeps people from being notified now. */
export function copyPresent(kept: Kept, series: Series, shadow: Shadow): void {
  const { id, key, indicator, labels, bucket } = series
  const observed = `observed:${id}` as const
  shadow.transaction(() => {
    shadow.series.ensure(key, indicator, labels, bucket, id)
    shadow.series.append(id, kept.series.points(id, 0))
    const state = kept.series.monitorText(id)
    const seen = kept.series.mark(observed)
    if (state !== null) shadow.series.saveMonitorText(id, state)
    if (seen !== null) shadow.series.setMark(observed, seen)
    for (const { number: _, undone, ...acceptance } of kept.acceptances.of(id).toReversed()) {
      if (undone === null) shadow.acceptances.add(acceptance)
    }
    for (const silence of kept.silences.list(Number.MAX_SAFE_INTEGER)) shadow.silences.save(silence)
    shadow.rateLimit.save(kept.rateLimit.load())
  })
}
