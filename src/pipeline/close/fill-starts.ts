// Reconstructs when tasks began, where their source works on one at a time, before the buckets of their ends are closed.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Pause } from '../../core/turns/pause.ts'
import { reconstructStarts } from '../../lifecycles/reconstruct.ts'
import type { Store } from '../../storage/store.ts'
import { cellDeltas, type RecordDeps, writeCells } from '../collect/record.ts'
import type { CloseObserver } from './deps.ts'

interface FillDeps extends Pick<RecordDeps, 'accumulated' | 'watchdog' | 'log'> {
  store: Store
  observe: Pick<CloseObserver, 'held'>
  pause: Pause
}

/** Of all tasks that ended before `upTo`, in order of their ends and a day at a time; each day is one commit. */
export async function fillStarts(source: string, upTo: Millis, deps: FillDeps): Promise<void> {
  const { store, pause } = deps
  const mark = `reconstructed:${source}` as const
  const earliest = store.lifecycles.earliest('task', source)
  if (earliest === null) return
  let previousEnd = store.series.mark(mark)
  for (let from = previousEnd === null ? earliest : previousEnd + 1; from < upTo; from += DAY) {
    const ended = store.lifecycles.ended('task', source, from, Math.min(from + DAY, upTo))
    const last = ended.at(-1)?.endedAt ?? null
    if (last === null) continue
    const changed = reconstructStarts(ended, previousEnd).flatMap((after, place) => {
      const before = ended[place]
      return before === undefined || before.startedAt === after.startedAt ? [] : [{ before, after }]
    })
    store.transaction(() => {
      for (const { after } of changed) store.lifecycles.put(after)
      writeCells('task', source, cellDeltas(changed, deps), deps)
      store.series.setMark(mark, last)
      deps.observe.held?.replaced(changed)
    })
    deps.observe.held?.settled()
    previousEnd = last
    await pause()
  }
}
