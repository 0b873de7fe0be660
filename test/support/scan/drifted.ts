// Series that have drifted, and a scan of them, as data.
import { DAY } from '../../../src/core/duration.ts'
import type { Drift, DriftedSeries } from '../../../src/scan/drift.ts'
import type { Scan } from '../../../src/scan/scan.ts'
import { storiesOf } from '../../../src/scan/stories.ts'
import { END, STEP } from './metrics.ts'

const ONSET = END - 10 * DAY

export function drifted(
  labels: Record<string, string>,
  drift: Partial<Drift> = {},
  of: Partial<DriftedSeries> = {},
): DriftedSeries {
  return {
    metric: 'run_seconds',
    view: 'mean',
    labels,
    over: [],
    drift: {
      kind: 'level',
      direction: 'up',
      onset: { value: ONSET, lower: ONSET - STEP, upper: ONSET + STEP },
      relative: { value: 0.5, lower: 0.4, upper: 0.6 },
      absolute: { value: 0.05, lower: 0.04, upper: 0.06 },
      sigma: 3,
      from: 0.1,
      to: 0.15,
      ...drift,
    },
    others: 0,
    start: END - 30 * DAY,
    values: Float64Array.from({ length: 240 }, (_, i) => (i < 160 ? 0.1 : 0.15)),
    ...of,
  }
}

export function scanned(series: readonly DriftedSeries[], of: Partial<Scan> = {}): Scan {
  return {
    server: 'http://127.0.0.1:9090',
    from: END - 30 * DAY,
    to: END,
    step: STEP,
    metrics: 4,
    series: 120,
    unjudged: { constant: 0, short: 0, gone: 0 },
    left: { identity: 0, moment: 0, bucket: 0 },
    beyond: 0,
    faults: [],
    warnings: [],
    stories: storiesOf(series, STEP),
    ...of,
  }
}

/** Two that began together, and one that has nothing to do with them. */
export function someDrifted(): DriftedSeries[] {
  const later = END - 3 * DAY
  const onset = { value: later, lower: later - STEP, upper: later + STEP }
  return [
    drifted({ job: 'api', host: 'a' }),
    drifted({ job: 'api', host: '<b>' }, { sigma: 2 }),
    drifted(
      { job: 'mail' },
      { onset, relative: null, direction: 'down', sigma: -1 },
      { metric: 'sent_total', view: 'rate', others: 2 },
    ),
  ]
}
