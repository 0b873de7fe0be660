// The spread of one series under watch: its alarm, and the test that ends it.
import type { Millis } from '../../core/clock.ts'
import { watchThreshold } from '../baseline/levels.ts'
import type { Alarm } from '../change.ts'
import type { SpreadFrozen, SpreadState } from '../detectors/spread.ts'
import {
  likeliestSpread,
  SPREADS,
  spreadEvidence,
  spreadTotal,
  wideningEvidence,
} from '../detectors/spread.ts'
import { rarer } from './track.ts'

/** Plain JSON. */
export interface SpreadTrack {
  state: SpreadState
  alarm: Alarm | null
  /** Which alternative the alarm is for, and the log evidence that it is over. */
  likeliest: number
  recovery: number
}

/** The spread may raise a quarter of the false alarms that the level may. */
const SHARE = 4

export function startSpread(frozen: SpreadFrozen): SpreadTrack {
  return { state: spreadEvidence.start(frozen), alarm: null, likeliest: 0, recovery: 0 }
}

/** `page` is the log evidence at which an alarm pages, before the share is taken off. */
export function stepSpread(
  frozen: SpreadFrozen,
  track: SpreadTrack,
  innovation: number,
  at: Millis,
  bucket: Millis,
  page: number,
): SpreadTrack {
  const state = spreadEvidence.step(frozen, track.state, innovation)
  const total = spreadTotal(state) / SHARE
  const threshold = watchThreshold(bucket)
  if (track.alarm === null) {
    if (total < threshold) return { state, alarm: null, likeliest: 0, recovery: 0 }
    const likeliest = likeliestSpread(state)
    const { kind = 'variance', direction = 'up' } = SPREADS[likeliest] ?? {}
    const alarm = rarer(null, Math.log(total), { at, kind, direction }, bucket, page)
    return { state, alarm, likeliest, recovery: 0 }
  }
  const recovery = Math.max(0, track.recovery - Math.log(factorOf(frozen, track.likeliest, innovation)))
  if (recovery >= Math.log(threshold)) return startSpread(frozen)
  const alarm = rarer(track.alarm, Math.log(total), track.alarm, bucket, page)
  return { state, alarm, likeliest: track.likeliest, recovery }
}

/**
 * A wider series throws scores of either sign far enough out for the level to seem to have moved. Where a level is about
 * to be claimed but the widening alone accounts for half of the evidence, in logs, it is the spread that has changed.
 */
export function accountsFor(track: SpreadTrack, level: Alarm): SpreadTrack | null {
  if (wideningEvidence(track.state) < level.evidence / 2) return null
  return {
    ...track,
    alarm: { ...level, kind: 'variance', direction: 'up' },
    likeliest: WIDENING,
    recovery: 0,
  }
}

/** The alternative that a widening is held to be, for the test of whether it is over: the mildest. */
const WIDENING = 0

function factorOf({ low, high, factors }: SpreadFrozen, alternative: number, innovation: number): number {
  return factors[alternative]?.[innovation < low ? 0 : innovation > high ? 2 : 1] ?? 1
}
