// Hands the cells of a stream of facts to whoever makes something of them, a little each turn.
import type { Millis } from '../../core/clock.ts'
import { LONGEST_TURN } from '../../core/turns/pause.ts'
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import type { Slice } from '../../series/cells.ts'
import type { CloseDeps } from './deps.ts'

export interface Taker {
  /** Takes the next slice, in time order. */
  add(slice: Slice): void
}

export type FeedDeps = Pick<CloseDeps, 'store' | 'pause' | 'watchdog' | 'stopwatch'>

/** Cells that are taken in one go, at most: so many take a few milliseconds. */
const CELLS_AT_ONCE = 256

/** Reads the slices for those who take them. Each has them in order, and all have had them when it ends. */
export async function feed(
  { kind, source }: { kind: LifecycleKind; source: string },
  { from, to }: { from: Millis; to: Millis },
  takers: readonly Taker[],
  { store, pause, watchdog, stopwatch }: FeedDeps,
  afterEach: () => void = () => {},
): Promise<void> {
  if (takers.length === 0) return
  let slices: Slice[] = []
  let cells = 0
  const take = async (): Promise<void> => {
    let next = 0
    const takeTurn = (): void => {
      const end = stopwatch() + LONGEST_TURN
      do {
        for (const slice of slices) takers[next]?.add(slice)
        next += 1
      } while (next < takers.length && stopwatch() < end)
    }
    while (next < takers.length) {
      watchdog.run(takeTurn)
      await pause()
    }
    slices = []
    cells = 0
    afterEach()
    await pause()
  }
  for (const slice of store.cells.read(kind, source, from, to)) {
    slices.push(slice)
    cells += slice.cells.length
    if (cells >= CELLS_AT_ONCE) await take()
    else await pause()
  }
  if (slices.length > 0) await take()
}
