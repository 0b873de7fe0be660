// What is drawn of a series: its points, the band of its normal, the onset of a change, and the releases.
import type { Millis } from '../../core/clock.ts'
import type { ChangeRecord, Monitor } from '../../detection/change.ts'
import type { CauseFinder } from '../../pipeline/alerts/causes.ts'
import { type Plot, regimeOf } from '../../presentation/charts/plot.ts'
import type { Point, Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import type { KeptPlots } from './kept-plots.ts'

export interface PlotDeps {
  store: Store
  monitor: Monitor
  causes: CauseFinder
  /** Left out: each plot is made anew. */
  plots?: KeptPlots
}

type Drawn = Pick<ChangeRecord, 'change'> & Partial<Pick<ChangeRecord, 'clearedAt'>>

export function plotOf(series: Series, record: Drawn | null, span: Millis, deps: PlotDeps): Plot {
  const make = (): Plot => makePlot(series, record, span, deps)
  const { plots, store } = deps
  if (plots === undefined) return make()
  const key = JSON.stringify([series.id, series.bucket, span, record?.change, record?.clearedAt])
  const made = { last: store.series.lastPoint(series.id), version: store.series.monitorVersion(series.id) }
  return plots.get(key, made, make)
}

function makePlot(series: Series, record: Drawn | null, span: Millis, { store, monitor }: PlotDeps): Plot {
  const last = store.series.lastPoint(series.id)
  // A change that began before the usual span is shown whole, with what was normal before it.
  const usual = (last?.at ?? 0) - span
  const from = record === null ? usual : Math.min(usual, record.change.onset.lower - span / 3)
  const points = last === null ? [] : store.series.points(series.id, from)
  const state = store.series.monitor(series.id)
  return {
    points,
    bucket: series.bucket,
    band: state === null ? [] : bandOf(points, at => monitor.band(state, at)),
    onset: record?.change.onset ?? null,
    regime: record && regimeOf(record.change, record.clearedAt ?? null),
  }
}

export function withReleases(plot: Plot, { causes }: PlotDeps): Plot {
  const [first] = plot.points
  return first === undefined ? plot : { ...plot, releases: causes.releasesSince(first.at) }
}

/** The band at each point; steps that repeat the one before are left out. */
function bandOf(
  points: readonly Point[],
  band: (at: Millis) => { lower: number; upper: number } | null,
): Array<{ at: Millis; lower: number; upper: number }> {
  const steps: Array<{ at: Millis; lower: number; upper: number }> = []
  for (const { at } of points) {
    const here = band(at)
    const before = steps.at(-1)
    if (here === null || (before?.lower === here.lower && before.upper === here.upper)) continue
    steps.push({ at, lower: here.lower, upper: here.upper })
  }
  return steps
}
