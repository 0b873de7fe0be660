// Seven series that have changed, each in a way of its own.
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Labels } from '../../../src/core/series-key.ts'
import type { Change, ChangeKind, Severity } from '../../../src/detection/change.ts'
import type { Release } from '../../../src/events/release.ts'
import type { Unit } from '../../../src/indicators/indicator.ts'
import type { ChangeView, SeriesDetail, SeriesStatus } from '../../../src/queries/views.ts'
import { detailOf, identityOf, plotOf, pointsOf } from './details.ts'
import { NOW } from './moment.ts'

interface Planted {
  indicator: string
  help: string
  unit: Unit
  labels: Labels
  good: 'up' | 'down' | null
  base: number
  noise: number
  kind: ChangeKind
  direction: 'up' | 'down'
  severity: Severity
  onsetDaysAgo: number
  to: number
  evidence: number
  note?: string
}

const RUN_TIME = 'Median time from the start of a task to its end.'

export const PLANTED: readonly Planted[] = [
  {
    indicator: 'task_run_time_p50',
    help: RUN_TIME,
    unit: 'seconds',
    labels: { task_type: 'build' },
    good: 'down',
    base: 402,
    noise: 0.06,
    kind: 'slope',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 31,
    to: 512,
    evidence: 22,
    note: 'Reconstructed: one worker takes the tasks in order (concurrency 1), so a task starts when the one before it ends.',
  },
  {
    indicator: 'task_run_time_p50',
    help: RUN_TIME,
    unit: 'seconds',
    labels: { task_type: 'review' },
    good: 'down',
    base: 96,
    noise: 0.05,
    kind: 'level',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 6.9,
    to: 129.6,
    evidence: 41,
  },
  {
    indicator: 'claimed_verified_gap',
    help: 'By how much claimed success exceeds verified success.',
    unit: 'ratio',
    labels: { claim_type: 'feature_live' },
    good: 'down',
    base: 0.08,
    noise: 0.15,
    kind: 'slope',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 24,
    to: 0.31,
    evidence: 16.2,
  },
  {
    indicator: 'roi_latency_p50',
    help: 'Median time from money spent to value realised, with pending value censored.',
    unit: 'seconds',
    labels: { category: 'content' },
    good: 'down',
    base: 6.2 * 86_400,
    noise: 0.05,
    kind: 'slope',
    direction: 'up',
    severity: 'watch',
    onsetDaysAgo: 40,
    to: 11.4 * 86_400,
    evidence: 11.8,
  },
  {
    indicator: 'task_phantom_failure_rate',
    help: 'Share of ended tasks whose work was done but whose recording failed.',
    unit: 'ratio',
    labels: { task_type: 'research' },
    good: 'down',
    base: 0.011,
    noise: 0.3,
    kind: 'level',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 2.2,
    to: 0.94,
    evidence: 120,
  },
  {
    indicator: 'task_run_time_p95',
    help: '95th percentile of the time from the start of a task to its end.',
    unit: 'seconds',
    labels: { task_type: 'deploy' },
    good: 'down',
    base: 610,
    noise: 0.08,
    kind: 'stuck',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 3.4,
    to: 900,
    evidence: 33,
  },
  {
    indicator: 'observations_per_bucket',
    help: 'Readings of a gauge in a bucket.',
    unit: 'count',
    labels: { source: 'drone_ledger', name: 'income_drones' },
    good: null,
    base: 58,
    noise: 0.12,
    kind: 'missing',
    direction: 'down',
    severity: 'page',
    onsetDaysAgo: 0.9,
    to: 0,
    evidence: 14.5,
  },
]

function shape(planted: Planted, at: Millis, random: number): number | null {
  const { base, to, kind, noise, onsetDaysAgo } = planted
  const onset = NOW - onsetDaysAgo * DAY
  const wobble = 1 + noise * (random * 2 - 1)
  const daily = 1 + 0.03 * Math.sin((at / DAY) * 2 * Math.PI)
  if (at < onset) return base * wobble * daily
  if (kind === 'missing') return null
  if (kind === 'stuck') return to
  const share = kind === 'slope' ? (at - onset) / (NOW - onset) : 1
  const level = (base + (to - base) * share) * wobble
  return planted.unit === 'ratio' ? Math.min(level, 1) : level * daily
}

function changeOf(planted: Planted): Change {
  const { base, to, kind, direction, good, onsetDaysAgo, evidence } = planted
  const at = Math.floor((NOW - onsetDaysAgo * DAY) / HOUR) * HOUR
  const about = kind === 'slope' ? 2 * DAY : kind === 'missing' ? 0 : 5 * HOUR
  const relative = to / base - 1
  return {
    kind,
    kindProbability: 0.97,
    alternative: null,
    direction,
    good: kind === 'stuck' || kind === 'missing' || good === null ? null : good === direction,
    onset: { value: at, lower: at - about, upper: at + about },
    effect: {
      absolute: { value: to - base, lower: (to - base) * 0.88, upper: (to - base) * 1.12 },
      relative:
        kind === 'missing' ? null : { value: relative, lower: relative * 0.88, upper: relative * 1.12 },
      sigma: 4.2,
    },
    from: base,
    to,
    breach: null,
    evidence,
  }
}

export function plantedDetail(
  plan: Planted,
  id: number,
  text: (original: string) => string,
  labels: Labels,
): SeriesDetail {
  const change = changeOf(plan)
  const days = Math.max(14, Math.ceil(plan.onsetDaysAgo) + 10)
  const points = pointsOf((at, random) => shape(plan, at, random), id, days)
  const plot = plotOf(points, plan.base, plan.noise, change)
  const series = identityOf(id, plan.indicator, labels, {
    help: text(plan.help),
    unit: plan.unit,
    goodDirection: plan.good,
    note: plan.note ?? null,
  })
  const status: SeriesStatus = { name: plan.severity }
  const releases = releasesOf(change, text)
  const view: ChangeView = {
    detector: 'level',
    id: `${id}:${change.onset.value}`,
    series,
    severity: plan.severity,
    change,
    raisedAt: change.onset.value + 9 * HOUR,
    clearedAt: null,
    carried: null,
    causes: {
      shown: releases.slice(0, 1).map(release => ({ kind: 'release', release })),
      further: 0,
      known: { releases: true, models: true },
    },
    alert:
      id === 7 ? null : { id: `drift{"${id}"}`, rule: text('drift'), state: id === 4 ? 'pending' : 'firing' },
    plot,
  }
  return { ...detailOf(series, status, { ...plot, releases }), changes: [view] }
}

/** The first coincides with the change. */
function releasesOf({ onset }: Change, text: (original: string) => string): Release[] {
  return [-20 * MINUTE, -3 * DAY, -10 * DAY].map((after, index) => ({
    id: `platform:deployments:${index}:rollout`,
    at: onset.value + after,
    version: text(`2.${9 - index}.0`),
    component: text('worker'),
    environment: null,
    note: index === 0 ? text('new queue') : null,
    source: text('platform_db'),
    by: null,
  }))
}
