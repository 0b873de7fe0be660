// The human says that the present level is the new normal: the baseline moves there, the first anchor stays.
import type { MonitorOptions } from './change.ts'
import type { Value } from './channel.ts'
import { baselineLength } from './levels.ts'
import type { LiveState } from './live.ts'
import { goLive } from './live.ts'

/** The new level is learned from at least so many of the latest points. */
const FEWEST = 8

export function reanchor(live: LiveState, values: readonly Value[], options: MonitorOptions): LiveState {
  const since = live.drift?.at ?? live.stuck?.at ?? Number.NEGATIVE_INFINITY
  const need = baselineLength(options.bucket)
  const recent = values.filter(({ at }) => at >= since)
  const latest = (recent.length >= FEWEST ? recent : values.slice(-FEWEST)).slice(-need)
  if (latest.length === 0) return live
  return goLive(latest, options)
}
