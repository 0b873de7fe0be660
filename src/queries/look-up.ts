// What else changed when series did, for a page: it shows what is known by now, and waits for the rest for a moment only.
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../core/clock.ts'
import { pauseInProcessorTime } from '../core/turns/pause.ts'
import type { ChangeRecord } from '../detection/change.ts'
import type { CauseFinder } from '../pipeline/alerts/causes.ts'
import type { Live } from '../pipeline/status.ts'
import type { Series } from '../series/series.ts'

export interface LookUpDeps {
  causes: Pick<CauseFinder, 'lookUp'>
  live: Pick<Live, 'sources'>
}

/** Real milliseconds: ten days of work of a busy platform take seconds to read, and a page is to come within three tenths of one. */
const PATIENCE: Millis = 100

/** All that a page shows is looked up at once, so that it waits once. It goes on by itself: who asks again sees what it has found. */
export async function lookUpBriefly(
  { causes, live }: LookUpDeps,
  records: ReadonlyArray<Pick<ChangeRecord, 'seriesId' | 'change'>>,
  series: ReadonlyMap<number, Series>,
): Promise<void> {
  // While history is read each change is another one a moment later.
  if ([...live.sources.values()].some(({ progress }) => progress !== null)) return
  const changes = records.flatMap(({ seriesId, change: { onset } }) => {
    const one = series.get(seriesId)
    return one === undefined ? [] : [{ series: one, onset }]
  })
  const isOver = new AbortController()
  const looking = causes.lookUp(changes, pauseInProcessorTime()).finally(() => isOver.abort())
  await Promise.race([
    looking,
    wait(PATIENCE, null, { ref: false, signal: isOver.signal }).catch(() => undefined),
  ])
}
