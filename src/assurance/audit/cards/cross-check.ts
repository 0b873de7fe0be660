// One plant both ways: by the detector alone, as cards are made, and the whole way to the message.
import type { Millis } from '../../../core/clock.ts'
import { randomStream } from '../../../core/random.ts'
import type { MonitorState } from '../../../detection/change.ts'
import { futureOf } from '../future.ts'
import { level } from '../plants/level.ts'
import { typicalOf, USUAL } from '../plants/typical.ts'
import { type TrialInput, tryPlant } from '../trial.ts'
import { type Plotted, plantAt } from './course.ts'

export interface CrossCheck {
  share: number
  /** From the onset to when it would be reported; null: it would not. */
  detector: Millis | null
  whole: Millis | null
  /** Whether they agree to a bucket and the tick after it, which is a quarter of one at most. */
  agree: boolean
}

const BUCKET_AND_TICK = 1.25

/** Null where nothing can be planted now. */
export async function crossCheck(
  share: number,
  plotted: Plotted,
  input: TrialInput,
  signal: AbortSignal,
): Promise<CrossCheck | null> {
  const { series, points, options, monitor } = plotted
  const size = options.family === 'proportion' ? { points: share } : { share }
  const trial = await tryPlant(level, size, series, input, signal)
  const text = input.kept.series.monitorText(series.id)
  const state = text === null ? null : (JSON.parse(text) as MonitorState)
  const typical = typicalOf(points.slice(-USUAL), options.family)
  const future = futureOf(points, series.bucket, level.within)
  if ('unplanted' in trial || state === null || !monitor.reads(state) || typical === null || future === null)
    return null
  const moment = { index: points.length, state, typical, disturbed: Number.POSITIVE_INFINITY }
  const random = randomStream(1, level.name, series.key)
  const patience = Number.POSITIVE_INFINITY
  const all = { ...plotted, points: [...points, ...future], random, patience }
  const { after, reported } = plantAt(moment, size, all)
  const detector = reported ? after : null
  const whole = trial.reported === null ? null : trial.reported.at - trial.onset
  const agree =
    detector === null || whole === null
      ? detector === whole
      : Math.abs(detector - whole) <= BUCKET_AND_TICK * series.bucket
  return { share, detector, whole, agree }
}
