// The human says that the present level is the new normal: the baseline moves there, the first anchor stays.

import { baselineLength } from './baseline/levels.ts'
import type { MonitorOptions } from './change.ts'
import type { LiveState } from './live.ts'
import { goLive } from './live.ts'
import { moveAnchor } from './tracks/anchor.ts'
import type { Value } from './tracks/channel.ts'
import { relevel, startChannel } from './tracks/channel.ts'
import { startSpread } from './tracks/spread-track.ts'

/** The new level is learned from at least so many of the latest points. */
const FEWEST = 8

/**
 * Learns the present level from the points since the alarm, or from the latest baseline's worth if nothing stands.
 * Where they are enough for a whole baseline, everything is learned anew; else only the level moves, and what is known
 * of spread, rhythm and memory stays.
 *
 * @param values of the series so far, oldest first
 */
export function acceptLevel(live: LiveState, values: readonly Value[], options: MonitorOptions): LiveState {
  const need = baselineLength(options.bucket)
  const since =
    (live.missing ?? live.stuck ?? live.drift.alarm ?? live.spread?.alarm)?.at ?? Number.NEGATIVE_INFINITY
  const recent = values.filter(({ at }) => at >= since)
  const latest = (recent.length >= FEWEST ? recent : values.slice(-FEWEST)).slice(-need)
  if (latest.length === 0) return { ...live, missing: null, stuck: null }
  const next = latest.length >= need ? goLive(latest, options) : withLevel(live, latest, options)
  return { ...next, anchor: moveAnchor(live.anchor, live.model, next.model) }
}

function withLevel(live: LiveState, latest: readonly Value[], options: MonitorOptions): LiveState {
  const { model, summary } = relevel(
    live.model,
    live.summary,
    latest,
    options,
    live.spread?.alarm?.kind === 'variance',
  )
  return {
    ...live,
    model,
    summary,
    learning: null,
    seen: 0,
    drift: {
      channel: { ...startChannel(model), memory: live.drift.channel.memory },
      alarm: null,
      recovery: null,
    },
    spread: live.quantiles === null ? null : startSpread(live.quantiles),
    missing: null,
    stuck: null,
  }
}
