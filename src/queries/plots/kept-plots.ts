// What was drawn of a series is kept until it has a new point, a new state or another change: a page is asked for again and again.
import type { Plot } from '../../presentation/charts/plot.ts'
import type { Point } from '../../series/series.ts'

/** What a plot was made of besides its key: another of any of these is another plot. */
export interface Made {
  /** The last point; the same object as long as no point was added or revised. */
  last: Point | null
  /** Of the state of the monitor. */
  version: number
}

export interface KeptPlots {
  /** The plot that was kept under this key and made of the same, else what `make` returns. */
  get(key: string, made: Made, make: () => Plot): Plot
}

/** Points of all plots that are kept together: some 100 bytes each. */
const MOST_POINTS = 120_000

/** What was not asked for the longest is let go first. */
export function keepPlots(most: number = MOST_POINTS): KeptPlots {
  const kept = new Map<string, { made: Made; plot: Plot }>()
  let points = 0
  const letGo = (key: string): void => {
    points -= kept.get(key)?.plot.points.length ?? 0
    kept.delete(key)
  }
  return {
    get(key, made, make) {
      const before = kept.get(key)
      const isSame = before?.made.last === made.last && before.made.version === made.version
      const plot = isSame ? before.plot : make()
      letGo(key)
      kept.set(key, { made, plot })
      points += plot.points.length
      for (const oldest of kept.keys()) {
        if (points <= most) break
        letGo(oldest)
      }
      return plot
    },
  }
}
