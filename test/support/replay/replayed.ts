// What came of invented replays.

import type { ReplayedIncident, ReplayedMessage } from '../../../src/assurance/replay/outcome.ts'
import type { Replay } from '../../../src/assurance/replay/replay.ts'
import type { Run } from '../../../src/assurance/replay/report/words.ts'
import { DAY, HOUR, WEEK } from '../../../src/core/duration.ts'

/** A Monday. */
export const FROM = Date.UTC(2026, 2, 2)

export function incidentOf(more: Partial<ReplayedIncident> = {}): ReplayedIncident {
  const openedAt = more.openedAt ?? FROM + 9 * DAY
  return {
    id: 'a'.repeat(20),
    title: 'Task run time p50 of build',
    what: 'stepped up +95 %',
    severity: 'page',
    onset: openedAt - HOUR,
    openedAt,
    closedAt: openedAt + 2 * DAY,
    series: ['task_run_time_p50{task_type="build"}'],
    plot: { points: [], bucket: HOUR, band: [], onset: null },
    notifiedAt: openedAt + HOUR,
    ...more,
  }
}

export function messageOf(more: Partial<ReplayedMessage> = {}): ReplayedMessage {
  return {
    at: FROM + 9 * DAY + HOUR,
    channel: 'email',
    to: 'on-call@example.org',
    subject: 'PAGE Task run time p50 of build stepped up +95 % since 11 Mar',
    text: 'Task run time p50 of build stepped up.',
    digest: '0'.repeat(64),
    incidents: ['a'.repeat(20)],
    ...more,
  }
}

export function runOf(more: Partial<Replay> = {}, name = 'slowburn.yml'): Run {
  const replay: Replay = {
    from: FROM,
    to: FROM + 4 * WEEK,
    firstPoint: FROM - 8 * WEEK,
    series: 3,
    leftOut: [],
    lags: new Map([['platform', 120_000]]),
    acts: { done: 0, idle: 0 },
    ticks: 100,
    incidents: [incidentOf()],
    messages: [messageOf()],
    ...more,
  }
  return { name, replay }
}
