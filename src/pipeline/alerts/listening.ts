// For how long we have listened to other systems, all in all: what a leap of the clock, or a time of being down, does not add to.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import type { SeriesStore } from '../../storage/store.ts'

type Marks = Pick<SeriesStore, 'mark' | 'setMark'>

const LISTENED = 'alerts:listened'
const EVALUATED_AT = 'alerts:evaluated-at'

/**
 * Milliseconds. A received alert lapses when nothing was heard of it while we listened for so long; by the clock alone a leap
 * ahead would end all of them at once.
 */
export function listened({ mark }: Pick<Marks, 'mark'>): Millis {
  return mark(LISTENED) ?? 0
}

/** As it is at `now`. Of the time since the last evaluation so much counts as is no leap, the less the shorter the patience. */
export function listenedAt(marks: Pick<Marks, 'mark'>, now: Millis, patience: Millis): Millis {
  const since = now - (marks.mark(EVALUATED_AT) ?? now)
  return listened(marks) + Math.min(Math.max(since, 0), HOUR, patience / 4)
}

/** Call it in the commit of the evaluation at `now`. */
export function saveListened({ setMark }: Pick<Marks, 'setMark'>, now: Millis, total: Millis): void {
  setMark(LISTENED, Math.round(total))
  setMark(EVALUATED_AT, now)
}
