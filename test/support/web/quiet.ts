// Twenty series that stay as they are, and a change of one that is over.
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { Labels } from '../../../src/core/series-key.ts'
import { NOTHING_KNOWN } from '../../../src/detection/causes/cause.ts'
import type { Unit } from '../../../src/indicators/indicator.ts'
import type { ChangeView, SeriesDetail, SeriesStatus } from '../../../src/queries/views.ts'
import { detailOf, identityOf, plotOf, pointsOf } from './details.ts'
import { NOW } from './moment.ts'

interface Quiet {
  indicator: string
  labels: Labels
  unit: Unit
  base: number
}

const TASK_TYPES = ['build', 'review', 'research', 'deploy', 'content']
export const QUIET: readonly Quiet[] = [
  ...TASK_TYPES.map(type => ({
    indicator: 'task_queue_wait_p95',
    labels: { task_type: type },
    unit: 'seconds' as const,
    base: 1860 + type.length * 400,
  })),
  ...TASK_TYPES.map(type => ({
    indicator: 'task_failure_rate',
    labels: { task_type: type },
    unit: 'ratio' as const,
    base: 0.02 + type.length / 400,
  })),
  ...TASK_TYPES.map(type => ({
    indicator: 'task_throughput',
    labels: { task_type: type },
    unit: 'count' as const,
    base: 12 + type.length,
  })),
  ...['sonnet-4', 'opus-4', 'local-7b'].map(model => ({
    indicator: 'task_cost',
    labels: { model },
    unit: 'unitless' as const,
    base: 0.04 + model.length / 100,
  })),
  { indicator: 'backlog_growth', labels: {}, unit: 'ratio', base: 0.98 },
  { indicator: 'task_total_time_p50', labels: { task_type: 'content' }, unit: 'seconds', base: 4300 },
]

export function quietDetail(
  { indicator, unit, base }: Omit<Quiet, 'labels'>,
  id: number,
  text: (original: string) => string,
  labels: Labels,
): SeriesDetail {
  const warming = id >= 118
  const points = pointsOf((_at, random) => base * (1 + 0.1 * (random * 2 - 1)), id, 14).slice(
    warming ? 124 : 0,
  )
  const plot = plotOf(points, base, 0.1, null)
  const series = identityOf(id, indicator, labels, {
    help: text('How long, how often, how much.'),
    unit,
    goodDirection: unit === 'count' ? 'up' : 'down',
    note: null,
  })
  const status: SeriesStatus = warming
    ? { name: 'warming', have: 212, need: 336 }
    : { name: 'quiet', coverageGaps: [] }
  return detailOf(series, status, warming ? { ...plot, band: [] } : plot)
}

export function clearedOf(
  detail: SeriesDetail | undefined,
  text: (original: string) => string,
): ChangeView | null {
  if (detail === undefined) return null
  const onset = NOW - 9 * DAY
  return {
    id: `${detail.series.id}:${onset}`,
    series: detail.series,
    severity: 'watch',
    detector: null,
    change: {
      kind: 'level',
      kindProbability: 0.97,
      alternative: null,
      direction: 'up',
      good: false,
      onset: { value: onset, lower: onset - 6 * HOUR, upper: onset + 6 * HOUR },
      effect: {
        absolute: { value: 700, lower: 500, upper: 900 },
        relative: { value: 0.18, lower: 0.13, upper: 0.23 },
        sigma: 2.1,
      },
      from: 3860,
      to: 4560,
      breach: null,
      evidence: 12.1,
    },
    raisedAt: onset + DAY,
    clearedAt: NOW - 4 * DAY,
    causes: NOTHING_KNOWN,
    carried: null,
    alert: { id: 'old', rule: text('drift'), state: 'resolved' },
    plot: { ...detail.plot, onset: { value: onset, lower: onset - 6 * HOUR, upper: onset + 6 * HOUR } },
  }
}
