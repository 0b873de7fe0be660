// One channel under watch: its evidence, the alarm that stands on it, and the test that ends the alarm.
import type { Millis } from '../../core/clock.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../baseline/levels.ts'
import type { Alarm, ChangeKind, Direction, MonitorOptions, Severity } from '../change.ts'
import { leastSize, levelDirection, levelTotal } from '../detectors/level.ts'
import type { ChannelState, Model, Reading } from './channel.ts'
import { restartChannel, typicalAt } from './channel.ts'
import type { RecoveryState } from './recovery.ts'
import { startRecovery, stepRecovery } from './recovery.ts'

/** Plain JSON. */
export interface Track {
  channel: ChannelState
  alarm: Alarm | null
  /** There exactly while an alarm stands. */
  recovery: RecoveryState | null
}

/** What a track looks for. */
export interface Lookout {
  kind: ChangeKind
  /** Null: both. */
  only: Direction | null
}

export function stepTrack(
  model: Model,
  track: Track,
  reading: Reading,
  at: Millis,
  { kind, only }: Lookout,
  { bucket }: MonitorOptions,
): Track {
  const channel = only === null ? reading.state : oneSided(reading.state, only)
  const total = levelTotal(channel.level)
  const threshold = watchThreshold(bucket)
  if (track.alarm !== null && track.recovery !== null) {
    const recovery = stepRecovery(track.recovery, reading)
    if (recovery.evidence >= Math.log(threshold)) {
      return { channel: restartChannel(model, channel), alarm: null, recovery: null }
    }
    return { channel, alarm: rarer(track.alarm, Math.log(total), track.alarm, bucket, model.page), recovery }
  }
  if (total < threshold) return { channel, alarm: null, recovery: null }
  const direction = levelDirection(channel.level)
  const alarm = rarer(null, Math.log(total), { at, kind, direction }, bucket, model.page)
  if (alarm === null) return { channel, alarm, recovery: null }
  return raiseTrack(model, channel, alarm, leastSize(channel.level, direction))
}

/** A track with an alarm on it that was raised at a shift of `size` standard deviations. */
export function raiseTrack(model: Model, channel: ChannelState, alarm: Alarm, size: number): Track {
  const { events, exposure } = typicalAt(model, alarm.direction === 'up' ? size : -size)
  return { channel, alarm, recovery: startRecovery(alarm.direction, events, exposure) }
}

/**
 * Raises an alarm where the log evidence passes the level of a watch, makes a watch a page where it passes `page`,
 * and else keeps what stands.
 */
export function rarer(
  standing: Alarm | null,
  evidence: number,
  what: Pick<Alarm, 'at' | 'kind' | 'direction'>,
  bucket: Millis,
  page = Math.log(watchThreshold(bucket) * PAGE_OVER_WATCH),
): Alarm | null {
  const rounded = Number(evidence.toPrecision(6))
  if (standing !== null && rounded <= standing.evidence) return standing
  if (standing === null && !(evidence >= Math.log(watchThreshold(bucket)))) return null
  const { at, kind, direction } = standing ?? what
  const severity: Severity = evidence >= page || standing?.severity === 'page' ? 'page' : 'watch'
  return { at, severity, kind, direction, evidence: rounded }
}

function oneSided(state: ChannelState, only: Direction): ChannelState {
  const { up, down } = state.level
  const none = up.map(() => 0)
  return { ...state, level: only === 'up' ? { up, down: none } : { up: none, down } }
}
