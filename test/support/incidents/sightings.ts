// Changes and the fleet of a small platform, for tests of correlation: two types of task that share a queue, and claims.
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { Correlating } from '../../../src/incidents/correlate.ts'
import type { Sighting, Watched } from '../../../src/incidents/incident.ts'
import type { Stage } from '../../../src/indicators/indicator.ts'

export const NOON = Date.UTC(2026, 4, 10, 12)

const TYPES = ['build', 'review', 'test', 'research']
const WORK: ReadonlyArray<readonly [string, Stage]> = [
  ['task_run_time_p50', 'run time'],
  ['task_run_time_p95', 'run time'],
  ['task_total_time_p50', 'total time'],
  ['task_timeout_share', 'timeouts'],
  ['task_failure_rate', 'failures'],
]

export const FLEET: readonly Watched[] = [
  ...TYPES.flatMap(task_type =>
    WORK.map(([indicator, stage]) => ({ indicator, labels: { task_type }, flow: 'task', stage })),
  ),
  { indicator: 'task_queue_wait_p50', labels: {}, flow: 'task', stage: 'queue wait' as const },
  { indicator: 'task_queue_wait_p95', labels: {}, flow: 'task', stage: 'queue wait' as const },
  { indicator: 'claimed_verified_gap', labels: {}, flow: 'claim', stage: null },
  { indicator: 'roi_latency_p50', labels: {}, flow: 'spend', stage: null },
].map((one, index) => ({ ...one, id: index + 1, bucket: HOUR }))

export function seriesOf(indicator: string, type?: string): Watched {
  const found = FLEET.find(one => one.indicator === indicator && one.labels.task_type === type)
  if (found === undefined) throw new Error(`no ${indicator} of ${type}`)
  return found
}

/** A change of the series that began about `at` (give or take `within`) and was raised a day later. */
export function sighting(
  { id }: Watched,
  at: number,
  { within = 6 * HOUR, ...rest }: Partial<Sighting> & { within?: number } = {},
): Sighting {
  return {
    change: `${id}:${at}`,
    series: id,
    raisedAt: at + DAY,
    clearedAt: null,
    kind: 'level',
    onset: { value: at, lower: at - within, upper: at + within },
    sigma: 4,
    severity: 'page',
    ...rest,
  }
}

export function correlating(sightings: readonly Sighting[], rest: Partial<Correlating> = {}): Correlating {
  return {
    series: FLEET,
    sightings,
    ties: [],
    recent: { opened: 4, watched: 60 * DAY },
    now: NOON + 5 * DAY,
    ...rest,
  }
}
