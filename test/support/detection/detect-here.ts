// Brings every monitor up to the newest point as a tick does, in the thread of the test and with nothing known before.
import type { Watchdog } from '../../../src/core/watchdog.ts'
import type { Monitor } from '../../../src/detection/change.ts'
import { type DetectDeps, detectInTurn, type SeriesStatus } from '../../../src/pipeline/detect/detect.ts'
import { judgeHere } from './judge-here.ts'

export function detectHere({
  monitor,
  watchdog,
  ...deps
}: Omit<DetectDeps, 'known'> & { monitor: Monitor; watchdog: Watchdog }): Promise<SeriesStatus[]> {
  return detectInTurn({ ...deps, known: new Map() }, judgeHere(monitor, watchdog), async () => {})
}
