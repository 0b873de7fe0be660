// What else changed when series did, for a page: it shows what is known by now, and waits for the rest for a moment only.
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../core/clock.ts'
import type { Pause } from '../core/turns/pause.ts'
import type { CauseFinder, ChangeOf } from '../pipeline/alerts/causes.ts'
import type { Live } from '../pipeline/status.ts'

export interface LookUpDeps {
  causes: Pick<CauseFinder, 'lookUp'>
  live: Pick<Live, 'sources'>
}

/** Real milliseconds: ten days of work of a busy platform take seconds to read. */
const PATIENCE: Millis = 250

/** It goes on by itself: who asks again sees what it has found. */
export async function lookUpBriefly(
  { causes, live }: LookUpDeps,
  changes: readonly ChangeOf[],
  pause: Pause,
): Promise<void> {
  // While history is read each change is another one a moment later.
  if ([...live.sources.values()].some(({ progress }) => progress !== null)) return
  const isOver = new AbortController()
  const looking = causes.lookUp(changes, pause).finally(() => isOver.abort())
  await Promise.race([
    looking,
    wait(PATIENCE, null, { ref: false, signal: isOver.signal }).catch(() => undefined),
  ])
}
