// The history of a store, a day at a time: promtool reads a file anew for each block that it makes of it.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { indicatorNamed } from '../../indicators/registry.ts'
import type { Store } from '../../storage/store.ts'
import { openMetrics } from './open-metrics.ts'
import type { Writing } from './samples.ts'
import { type Span, spansOf } from './spans.ts'

export interface HistoryRange extends Pick<Writing, 'step' | 'target'> {
  /** Null: as many days before the end. */
  from: Millis | null
  days: number
  /** Null: the end of the last bucket of all series. */
  until: Millis | null
  /** Address of the pages. */
  pages: string
}

export interface Day extends Writing {
  /** Its beginning. */
  day: Millis
  spans: readonly Span[]
}

/** Throws an Error where there is no series. */
export function* historyOf(
  store: Pick<Store, 'series' | 'changes'>,
  { days, pages, step, target, ...range }: HistoryRange,
): Generator<Day> {
  const until = range.until ?? endOf(store)
  const from = range.from ?? until - days * DAY
  const spans = allSpans(store, { from, until }, pages)
  for (let day = Math.floor(from / DAY) * DAY; day < until; day += DAY) {
    yield { day, spans, from: Math.max(day, from), until: Math.min(day + DAY, until), step, target }
  }
}

/** Into a folder, made where it is not there. Files of the same days are replaced. */
export function writeHistory(history: Iterable<Day>, out: string): { files: number; lines: number } {
  let [files, lines] = [0, 0]
  for (const day of history) {
    if (files === 0) mkdirSync(out, { recursive: true })
    lines += writeDay(out, day)
    files += 1
  }
  return { files, lines }
}

function allSpans(
  store: Pick<Store, 'series' | 'changes'>,
  { from, until: endsAt }: Pick<Writing, 'from' | 'until'>,
  pages: string,
): Span[] {
  const changes = Map.groupBy(store.changes.list(Number.MAX_SAFE_INTEGER), ({ seriesId }) => seriesId)
  return store.series.all().flatMap(series => {
    const indicator = indicatorNamed(series.indicator)
    if (indicator === null) return []
    const points = store.series.points(series.id, from - series.bucket)
    return spansOf({ series, points, changes: changes.get(series.id) ?? [], endsAt }, indicator, pages)
  })
}

/** Lines at a time that are written to disk. */
const PIECE = 2000

function writeDay(out: string, { day, spans, ...writing }: Day): number {
  const file = openSync(join(out, `${new Date(day).toISOString().slice(0, 10)}.om`), 'w')
  let [lines, piece] = [0, '']
  try {
    for (const line of openMetrics(spans, writing)) {
      lines += 1
      piece += line
      if (lines % PIECE !== 0) continue
      writeSync(file, piece)
      piece = ''
    }
    writeSync(file, piece)
  } finally {
    closeSync(file)
  }
  return lines
}

function endOf(store: Pick<Store, 'series'>): Millis {
  const ends = store.series.all().map(({ id, bucket }) => (store.series.lastPoint(id)?.at ?? 0) + bucket)
  if (ends.length === 0) throw new Error('there is no series yet, so that there is nothing to export')
  return Math.max(...ends)
}
