// What detection would know of a series, had it seen the points so far with this version: for a state that was kept by
// another, or that was never kept. Nothing is raised or ended on the way; whoever is to be notified was notified already.
import type { Monitor, MonitorOptions, MonitorState } from '../../detection/change.ts'
import type { Point } from '../../series/series.ts'
import type { Acceptance } from '../../storage/store.ts'

/** `points` are oldest first; `acceptances` those of the series. Those that hold are made again where they were made. */
export function rebuildState(
  monitor: Monitor,
  options: MonitorOptions,
  points: readonly Point[],
  acceptances: readonly Acceptance[],
): MonitorState {
  const holding = acceptances
    .filter(({ undone }) => undone === null)
    .toSorted((one, other) => one.number - other.number)
  const run = monitor.resume(monitor.start(options))
  let next = 0
  const acceptUpTo = (end: number): void => {
    for (; next < holding.length && (holding[next]?.before.observedUpTo ?? 0) < end; next += 1) {
      run.accept(points)
    }
  }
  for (const point of points) {
    acceptUpTo(point.at)
    run.observe(point)
  }
  acceptUpTo(Number.POSITIVE_INFINITY)
  return run.state
}
