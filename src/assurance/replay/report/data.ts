// A replay as JSON: times in ISO 8601, everything that a program may ask for.
import type { Millis } from '../../../core/clock.ts'
import type { Comparison } from '../compare.ts'
import { type Run, weeksOf } from './words.ts'

export function dataOf(runs: readonly Run[], comparison: Comparison | null) {
  return { replays: runs.map(one), comparison: comparison === null ? undefined : compared(comparison) }
}

function one(run: Run) {
  const { from, to, firstPoint, series, leftOut, lags, acts, incidents, messages } = run.replay
  return {
    configuration: run.name,
    from: iso(from),
    to: iso(to),
    first_point: iso(firstPoint),
    series,
    not_replayed: leftOut,
    lag_seconds: Object.fromEntries([...lags].map(([name, lag]) => [name, lag / 1000])),
    acts,
    weeks: weeksOf(run.replay).map(week => ({ ...week, at: iso(week.at) })),
    incidents: incidents.map(
      ({ id, title, what, severity, series: of, onset, openedAt, closedAt, notifiedAt }) => ({
        id,
        title,
        what,
        severity,
        series: of,
        onset: iso(onset),
        opened_at: iso(openedAt),
        closed_at: closedAt === null ? null : iso(closedAt),
        notified_at: notifiedAt === null ? null : iso(notifiedAt),
      }),
    ),
    messages: messages.map(message => ({ ...message, at: iso(message.at) })),
  }
}

function compared({ pairs, onlyOne, onlyOther, messages }: Comparison) {
  return {
    messages_more: messages,
    both: pairs.map(({ one: a, other: b, later }) => ({
      one: a.id,
      other: b.id,
      title: b.title,
      notified_later_seconds: later === null ? null : later / 1000,
    })),
    only_one: onlyOne.map(({ id }) => id),
    only_other: onlyOther.map(({ id }) => id),
  }
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}
