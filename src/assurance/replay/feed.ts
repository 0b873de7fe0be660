// The points that were kept, handed on one by one when the live run could have seen them: when their bucket was over, ripe and complete.
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Point, Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'

export interface FedSeries {
  series: Series
  indicator: Pick<Indicator, 'maturity'>
  /** Width of the cells that its points were made of: buckets close with one of them. */
  grain: Millis
  /** How far its source lags behind the present. */
  lag: Millis
}

export interface Feed {
  /** When the next point can be seen; null: there is none. */
  next(): Millis | null
  /** Appends what can be seen at a moment. */
  giveUpTo(now: Millis): void
  /** Whether the next point of a series is late: nothing came, where something is due. */
  isOverdue(seriesId: number, now: Millis): boolean
}

interface Head extends FedSeries {
  waiting: Point[]
  at: number
  /** Points from here on have not been read. */
  readUpTo: Millis
  /** When its next point can be seen; null: there is none. */
  next: Millis | null
  /** When the one after its last one would be seen, were there one. */
  due: Millis
}

/** Points of so long a time are held of each series. */
const HELD: Millis = 4 * WEEK

export function createFeed(
  all: readonly FedSeries[],
  recorded: Pick<Store, 'series'>,
  scratch: Pick<Store, 'series' | 'relaxed'>,
): Feed {
  const heads = all.map((one): Head => {
    const readUpTo = recorded.series.points(one.series.id, 0, Number.MAX_SAFE_INTEGER)[0]?.at ?? 0
    return moved({ ...one, waiting: [], at: 0, readUpTo, next: null, due: 0 }, recorded)
  })
  const byId = new Map(heads.map(head => [head.series.id, head]))
  let earliest = earliestOf(heads)
  return {
    next: () => earliest,
    giveUpTo: now => {
      if (earliest === null || earliest > now) return
      scratch.relaxed(() => {
        for (const head of heads) give(head, now, recorded, scratch)
      })
      earliest = earliestOf(heads)
    },
    isOverdue: (seriesId, now) => {
      const head = byId.get(seriesId)
      return head !== undefined && head.due < now
    },
  }
}

function give(
  head: Head,
  now: Millis,
  recorded: Pick<Store, 'series'>,
  scratch: Pick<Store, 'series'>,
): void {
  const points: Point[] = []
  while (head.next !== null && head.next <= now) {
    const point = head.waiting[head.at]
    if (point === undefined) break
    points.push(point)
    head.at += 1
    head.due = seenAt(head, point.at + head.series.bucket)
    moved(head, recorded)
  }
  if (points.length === 0) return
  const { id, key, indicator, labels, bucket } = head.series
  scratch.series.append(scratch.series.ensure(key, indicator, labels, bucket, id).id, points)
}

/** Knows its next point, and reads more where it has handed on all. */
function moved(head: Head, recorded: Pick<Store, 'series'>): Head {
  const { id } = head.series
  const last = recorded.series.lastPoint(id)?.at ?? Number.NEGATIVE_INFINITY
  while (head.at >= head.waiting.length && head.readUpTo <= last) {
    head.waiting = recorded.series.points(id, head.readUpTo, head.readUpTo + HELD)
    head.at = 0
    head.readUpTo += HELD
  }
  const point = head.waiting[head.at]
  head.next = point === undefined ? null : seenAt(head, point.at)
  return head
}

function seenAt({ series: { bucket }, indicator, grain, lag }: Head, at: Millis): Millis {
  return Math.ceil((at + bucket + indicator.maturity) / grain) * grain + lag
}

function earliestOf(heads: readonly Head[]): Millis | null {
  let earliest: Millis | null = null
  for (const { next } of heads) if (next !== null && (earliest === null || next < earliest)) earliest = next
  return earliest
}
