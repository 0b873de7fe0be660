// Reconstructs when tasks began, where their source works on one at a time, before the buckets of their ends are closed.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Pause } from '../../core/pause.ts'
import { reconstructStarts } from '../../lifecycles/reconstruct.ts'
import type { CellDeltas } from '../../series/cells.ts'
import type { Store } from '../../storage/store.ts'
import { type RecordDeps, replaceInCells, writeCells } from '../collect/record.ts'

/** Of all tasks that ended before `upTo`, in order of their ends and a day at a time; each day is one commit. */
export async function fillStarts(
  store: Store,
  accumulated: RecordDeps['accumulated'],
  source: string,
  upTo: Millis,
  pause: Pause,
): Promise<void> {
  const mark = `reconstructed:${source}` as const
  const earliest = store.lifecycles.earliest('task', source)
  if (earliest === null) return
  let previousEnd = store.series.mark(mark)
  for (let from = previousEnd === null ? earliest : previousEnd + 1; from < upTo; from += DAY) {
    const ended = store.lifecycles.ended('task', source, from, Math.min(from + DAY, upTo))
    const last = ended.at(-1)?.endedAt ?? null
    if (last === null) continue
    const deltas: CellDeltas = new Map()
    store.transaction(() => {
      for (const [place, after] of reconstructStarts(ended, previousEnd).entries()) {
        const before = ended[place]
        if (before === undefined || before.startedAt === after.startedAt) continue
        replaceInCells(deltas, before, after, { accumulated })
        store.lifecycles.put(after)
      }
      writeCells('task', source, deltas, { store, accumulated })
      store.series.setMark(mark, last)
    })
    previousEnd = last
    await pause()
  }
}
