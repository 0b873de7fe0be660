// What a live series remembers of its scores for the looks to come, and when it stops.
import { addScore } from '../baseline/history.ts'
import type { Reading } from '../baseline/reading.ts'
import type { Alarm } from '../change.ts'
import { clamp } from '../evidence/score.ts'
import type { LiveState } from './state.ts'

/** Deviations beyond this many standard deviations count as this many. */
const FARTHEST = 3
/**
 * While alarms stood a series may have been away from its baseline by so many standard deviations times points: more than a tenth of one
 * in the mean of two weeks of hours is no part of what is normal.
 */
const LEARNED = 36

export type Learned = Pick<LiveState, 'history' | 'away'>

const NOTHING_MORE: Learned = { history: null, away: 0 }

/**
 * A provisional baseline goes on being learned after an alarm of hours: of one week it does not know what comes every week, and would
 * raise that for ever. What stood for longer ends the learning.
 */
export function learnedOn(
  { history, away: before }: LiveState,
  { at, score, deviation }: Reading,
  standing: Alarm | null,
  bucket: number,
): Learned {
  if (history === null) return NOTHING_MORE
  const away = standing === null ? before : before + clamp(deviation, -FARTHEST, FARTHEST)
  if (Math.abs(away) > LEARNED) return NOTHING_MORE
  return { history: addScore(history, { at, score }, bucket), away: Math.round(away * 100) / 100 }
}
