// The history of a store, a day at a time: promtool reads a file anew for each block that it makes of it, and only the points of a day are in
// memory.
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { ChangeRecord } from '../../detection/change.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { indicatorNamed } from '../../indicators/registry.ts'
import type { Series } from '../../series/series.ts'
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
  const all = keptSeries(store, until)
  for (let day = Math.floor(from / DAY) * DAY; day < until; day += DAY) {
    const within = { from: Math.max(day, from), until: Math.min(day + DAY, until) }
    yield { day, spans: all.flatMap(one => spansWithin(one, within, store, pages)), ...within, step, target }
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

interface KeptSeries {
  series: Series
  indicator: Indicator
  changes: readonly ChangeRecord[]
  /** Its first bucket of what is asked for; null until that has been read. */
  from: Millis | null
  until: Millis
}

function keptSeries(store: Pick<Store, 'series' | 'changes'>, endsAt: Millis): KeptSeries[] {
  const changes = Map.groupBy(store.changes.list(Number.MAX_SAFE_INTEGER), ({ seriesId }) => seriesId)
  return store.series.all().flatMap(series => {
    const { id, bucket } = series
    const [indicator, last] = [indicatorNamed(series.indicator), store.series.lastPoint(id)]
    if (indicator === null || last === null) return []
    const until = Math.max(last.at + bucket, endsAt)
    return [{ series, indicator, changes: changes.get(id) ?? [], from: null, until }]
  })
}

/** To be asked of one day after the other. */
function spansWithin(
  kept: KeptSeries,
  { from, until }: Pick<Writing, 'from' | 'until'>,
  store: Pick<Store, 'series'>,
  pages: string,
): Span[] {
  const { series, indicator, changes } = kept
  const points = store.series.points(series.id, from - series.bucket, until)
  kept.from ??= points[0]?.at ?? null
  if (kept.from === null) return []
  const known = { from: kept.from, until: kept.until }
  return spansOf({ series, points, changes, known }, indicator, pages)
}

/** Lines at a time that are written to disk. */
const PIECE = 2000

/** A file is there when all of it is: whoever is killed, or has no room on the disk, leaves none that ends in the middle under its name. */
function writeDay(out: string, { day, spans, ...writing }: Day): number {
  const name = join(out, `${new Date(day).toISOString().slice(0, 10)}.om`)
  const partial = `${name}.partial`
  try {
    const lines = writeLines(partial, openMetrics(spans, writing))
    renameSync(partial, name)
    return lines
  } catch (cause) {
    rmSync(partial, { force: true })
    throw new Error(`${name} cannot be written: ${messageOf(cause)}. The days before it are there`, { cause })
  }
}

function writeLines(path: string, all: Iterable<string>): number {
  const file = openSync(path, 'w')
  let [lines, piece] = [0, '']
  try {
    for (const line of all) {
      lines += 1
      piece += line
      if (lines % PIECE !== 0) continue
      writeFileSync(file, piece)
      piece = ''
    }
    writeFileSync(file, piece)
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
