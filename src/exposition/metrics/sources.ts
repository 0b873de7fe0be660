// Whether the sources can be read, how far they have been, and what was taken from them or refused.
import { REFUSAL_REASONS } from '../../events/intake.ts'
import { type Counter, counter, durations, type Gauge, gauge, type Histogram } from '../metric.ts'
import { seconds } from '../seconds.ts'

/** Tables and fields of one source that are exposed by name: a source names them by itself. */
const MOST_PLACES = 500

/** The first by their names, and all others together. */
function few(counts: ReadonlyArray<readonly [string, number]>): ReadonlyArray<readonly [string, number]> {
  if (counts.length <= MOST_PLACES) return counts
  const rest = counts.slice(MOST_PLACES).reduce((sum, [, count]) => sum + count, 0)
  return [...counts.slice(0, MOST_PLACES), ['other', rest]]
}

export const sourceUp: Gauge = gauge({
  name: 'slowburn_source_up',
  topic: 'sources',
  help: '1 if the last pull of the source succeeded, or a source that receives takes what it is sent; 0 if not.',
  labels: ['source'],
  samples: ({ sources }) =>
    sources.map(({ name, up }) => [up === null ? null : Number(up), { source: name }]),
})

export const sourceLastSuccess: Gauge = gauge({
  name: 'slowburn_source_last_success_timestamp_seconds',
  topic: 'sources',
  help: 'When the source was last read without error.',
  labels: ['source'],
  samples: ({ sources }) =>
    sources.map(({ name, lastSuccessAt }) => [seconds(lastSuccessAt), { source: name }]),
})

export const sourceCompleteUpTo: Gauge = gauge({
  name: 'slowburn_source_complete_up_to_timestamp_seconds',
  topic: 'sources',
  help: 'Everything that happened in the source before this moment has been read.',
  labels: ['source'],
  samples: ({ sources }) =>
    sources.map(({ name, completeUpTo }) => [seconds(completeUpTo), { source: name }]),
})

export const sourceBackfill: Gauge = gauge({
  name: 'slowburn_source_backfill_ratio',
  topic: 'sources',
  help: 'Share of the history of the source that has been read; 1 once it has caught up.',
  labels: ['source'],
  samples: ({ sources }) =>
    sources.map(({ name, up, progress }) => [up === null ? null : (progress ?? 1), { source: name }]),
})

export const sourceProblems: Gauge = gauge({
  name: 'slowburn_source_problems',
  topic: 'sources',
  help: 'Standing faults of the source that do not stop it, by the table, column or field concerned.',
  labels: ['source', 'where'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, problems }) => {
      const places = Map.groupBy(problems, problem => problem.where)
      return few([...places].map(([where, some]) => [where, some.length])).map(
        ([where, count]) => [count, { source: name, where }] as const,
      )
    }),
})

export const sourcePull: Histogram = durations({
  name: 'slowburn_source_pull_duration_seconds',
  topic: 'sources',
  help: 'Time that one pull of the source took, failed ones included.',
  labels: ['source'],
})

export const sourcePullFailures: Counter = counter({
  name: 'slowburn_source_pull_failures_total',
  topic: 'sources',
  help: 'Pulls of the source that failed, and ticks at which a source that receives could not take what it was sent.',
  labels: ['source'],
  zeros: ({ sources }) => sources.map(source => ({ source })),
})

export const sourceEvents: Counter = counter({
  name: 'slowburn_source_events_total',
  topic: 'sources',
  help: 'New events ingested from the source, by type.',
  labels: ['source', 'type'],
})

export const sourceRefused: Counter = counter({
  name: 'slowburn_source_refused_events_total',
  topic: 'sources',
  help: 'Events and rows of the source that were refused, by reason; passed_over: it was not asked to bring them.',
  labels: ['source', 'reason'],
  zeros: ({ sources }) => sources.flatMap(source => REFUSAL_REASONS.map(reason => ({ source, reason }))),
})

export const sourceUnkept: Counter = counter({
  name: 'slowburn_source_unkept_requests_total',
  topic: 'sources',
  help: 'Requests with facts for the source that it did not take: they could not be kept, the source failed, answered with a status of 5xx or not at all, or could not be made.',
  labels: ['source'],
  zeros: ({ sources }) => sources.map(source => ({ source })),
})

export const sourceUnknown: Counter = counter({
  name: 'slowburn_source_unauthorized_requests_total',
  topic: 'sources',
  help: 'Requests for the source that showed no credentials or wrong ones: a token, or a signature.',
  labels: ['source'],
  zeros: ({ sources }) => sources.map(source => ({ source })),
})

export const sourceRefusedRows: Counter = counter({
  name: 'slowburn_source_refused_rows_total',
  topic: 'sources',
  help: 'Rows of a table that were refused, by column and reason.',
  labels: ['source', 'table', 'reason'],
})

export const sourceRefusedShare: Gauge = gauge({
  name: 'slowburn_source_refused_ratio',
  topic: 'sources',
  help: 'Share of the rows of a table that were refused, within the time that is watched.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, problems }) => {
      const refusals = problems.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]))
      return [...Map.groupBy(refusals, ({ table }) => table)].slice(0, MOST_PLACES).map(([table, some]) => {
        const total = some.reduce((sum, refusal) => sum + refusal.total, 0)
        return [Math.min(1, total / Math.max(1, some[0]?.of ?? 1)), { source: name, table }] as const
      })
    }),
})

export const sourceUnaccounted: Gauge = gauge({
  name: 'slowburn_source_unaccounted_rows',
  topic: 'sources',
  help: 'Rows that the table holds and that were not taken, at the last comparison; they are read again.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, unaccounted }) =>
      few(Object.entries(unaccounted)).map(([table, rows]) => [rows, { source: name, table }] as const),
    ),
})

export const sourceReplaced: Gauge = gauge({
  name: 'slowburn_source_replaced_rows',
  topic: 'sources',
  help: 'Rows that came under an id that another row of the table had had, since it was first read; each counts by itself.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, replaced }) =>
      few(Object.entries(replaced)).map(([table, rows]) => [rows, { source: name, table }] as const),
    ),
})

export const sourceTableCompleteUpTo: Gauge = gauge({
  name: 'slowburn_source_table_complete_up_to_timestamp_seconds',
  topic: 'sources',
  help: 'Everything that happened in the table before this moment has been read. The source is complete up to the earliest of its tables, but for one that could not be read for an hour.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, tables = {} }) =>
      Object.entries(tables)
        .slice(0, MOST_PLACES)
        .map(([table, { completeUpTo }]) => [seconds(completeUpTo), { source: name, table }] as const),
    ),
})

export const sourceUnseen: Gauge = gauge({
  name: 'slowburn_source_unseen_rows',
  topic: 'sources',
  help: 'At most as many rows of the table came and went between two pulls unread, by what the server counts as inserted and deleted. Absent where that cannot be known.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, tables = {} }) =>
      Object.entries(tables)
        .slice(0, MOST_PLACES)
        .map(([table, { unseen }]) => [unseen, { source: name, table }] as const),
    ),
})

export const sourceUnderway: Gauge = gauge({
  name: 'slowburn_source_underway_rows',
  topic: 'sources',
  help: 'Rows that have not ended, of a table that says only when work ended: no lifecycle is open for them, since nothing says when they began. 10000 are counted. Absent of other tables.',
  labels: ['source', 'table'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, tables = {} }) =>
      Object.entries(tables)
        .slice(0, MOST_PLACES)
        .flatMap(([table, { underway }]) =>
          underway === undefined ? [] : [[underway, { source: name, table }] as const],
        ),
    ),
})

export const sourceBlind: Gauge = gauge({
  name: 'slowburn_source_blind_since_timestamp_seconds',
  topic: 'sources',
  help: 'Since when a table of the source, what it brings and does not say that it feeds, or with an empty table all of it, cannot be seen. Absent where all can.',
  labels: ['source', 'table'],
  samples: ({ blind }) =>
    [...Map.groupBy(blind, ({ source }) => source)].flatMap(([source, spots]) => {
      const rest = spots.slice(MOST_PLACES).map(({ since }) => since)
      const named = spots.slice(0, MOST_PLACES).map(({ table, since }) => ({ table: table ?? '', since }))
      const all = rest.length === 0 ? named : [...named, { table: 'other', since: Math.min(...rest) }]
      return all.map(({ table, since }) => [seconds(since), { source, table }] as const)
    }),
})

export const lateEvents: Counter = counter({
  name: 'slowburn_late_events_total',
  topic: 'sources',
  help: 'Events that were kept, of a time up to which all had been held to be complete: a bucket that was closed is made anew.',
  labels: ['source'],
  zeros: ({ sources }) => sources.map(source => ({ source })),
})

export const revisedPoints: Counter = counter({
  name: 'slowburn_revised_points_total',
  topic: 'sources',
  help: 'Points of closed buckets that late events of the source have changed.',
  labels: ['source'],
  zeros: ({ sources }) => sources.map(source => ({ source })),
})

export const labelOtherValues: Gauge = gauge({
  name: 'slowburn_label_other_values',
  topic: 'sources',
  help: 'Values of the label without series of their own, called "other": the busiest have one.',
  labels: ['kind', 'source', 'label'],
  samples: ({ overflow }) =>
    overflow.map(({ kind, source, label, values }) => [values, { kind, source, label }]),
})

export const labelOtherShare: Gauge = gauge({
  name: 'slowburn_label_other_ratio',
  topic: 'sources',
  help: 'Share of the recent lifecycles whose value of the label has no series of its own.',
  labels: ['kind', 'source', 'label'],
  samples: ({ overflow }) =>
    overflow.map(({ kind, source, label, share }) => [share, { kind, source, label }]),
})
