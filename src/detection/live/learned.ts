// What a live series remembers of its scores for the looks to come, and when it stops.
import { addScore, type History, startHistory } from '../baseline/history.ts'
import type { Reading } from '../baseline/reading.ts'
import type { Alarm } from '../change.ts'
import { baselineLength } from '../evidence/levels.ts'
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
 * A provisional baseline goes on being learned after an alarm: of one week it does not know what comes every week, and would
 * raise that for ever. What stood for more than hours is left out; where it stood for weeks, what was before it is.
 */
export function learnedOn(
  { history, away: before, provisional }: LiveState,
  { at, score, deviation }: Reading,
  standing: Alarm | null,
  bucket: number,
): Learned {
  if (history === null) return NOTHING_MORE
  const away = standing === null ? 0 : before + clamp(deviation, -FARTHEST, FARTHEST)
  if (Math.abs(away) > LEARNED) return { history, away: Math.round(away * 100) / 100 }
  const scored = { at, score }
  const next = addScore(history, scored, bucket)
  const long = provisional && next !== null && next.buckets > LONGEST * baselineLength(bucket)
  const kept = next === null || long ? addScore(begun(history, at), scored, bucket) : next
  return { history: kept, away: Math.round(away * 100) / 100 }
}

/** What of a provisional baseline reaches back farther than so many whole ones, for all that was left out, is too old and too long to keep. */
const LONGEST = 2

function begun({ origin, unit }: History, at: number): History {
  return startHistory(at, origin, unit)
}
