// The human says that the present level is the new normal: the baseline moves there, the first anchor stays.
import { fitBaseline, relevel } from '../baseline/baseline.ts'
import { startReading } from '../baseline/reading.ts'
import type { Value } from '../baseline/values.ts'
import { baselineLength } from '../evidence/levels.ts'
import { withoutMemory } from '../noise/filters.ts'
import { startLive, type Watched } from './live.ts'
import { type LiveState, standingOf } from './state.ts'

/** The new level is learned from at least so many of the latest points. */
const FEWEST = 8

/**
 * Learns the present level from the points since the alarm, or from the latest baseline's worth if nothing stands.
 * Where they are enough for a whole baseline, everything is learned anew; else only the level moves, and what is known
 * of spread, rhythm and memory stays.
 *
 * @param values of the series so far, oldest first
 */
export function acceptLevel(live: LiveState, values: readonly Value[], watched: Watched): LiveState {
  const { options, detectors } = watched
  const need = baselineLength(options.bucket)
  const since = live.alarms.find(alarm => alarm !== null)?.at ?? Number.NEGATIVE_INFINITY
  const recent = values.filter(({ at }) => at >= since)
  const latest = (recent.length >= FEWEST ? recent : values.slice(-FEWEST)).slice(-need)
  if (latest.length === 0) return { ...live, alarms: live.alarms.map(() => null) }
  const next =
    latest.length >= need
      ? startLive(fitBaseline(latest, options, live.reading.clock), watched, null)
      : withLevel(live, latest, watched)
  const parts = next.parts.map((part, place) => {
    const detector = detectors[place]
    if (detector?.moved === undefined) return part
    return detector.moved(live.parts[place] ?? null, live.model, next.model, live.alarms[place] ?? null)
  })
  return { ...next, parts, ...(next.disputed === true ? { disputed: false } : {}) }
}

function withLevel(live: LiveState, latest: readonly Value[], { options, detectors }: Watched): LiveState {
  const standing = live.alarms[standingOf(live.alarms)] ?? null
  const { clock } = live.reading
  const rescale = standing?.kind === 'variance'
  const { model, summary } = relevel(live.model, live.summary, latest, options, clock, rescale)
  const fresh = startReading(model, clock)
  const noise =
    model.type === 'rate' || live.reading.noise === null
      ? null
      : withoutMemory(live.reading.noise, model.noise)
  return {
    ...live,
    model,
    summary,
    reading: { ...fresh, noise },
    parts: live.parts.map((part, place) =>
      part === null ? null : (detectors[place]?.restart(part, false) ?? part),
    ),
    alarms: live.alarms.map(() => null),
    history: null,
    seen: 0,
  }
}
