// Fills the snapshot that /metrics and OTLP speak of, once at the end of each tick.
import type { Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import type { Monitor, MonitorState } from '../detection/change.ts'
import { brokenDetectors } from '../detection/monitor.ts'
import type { SeriesSnapshot, Snapshot } from '../exposition/snapshot.ts'
import { LIFECYCLE_KINDS, lifecycleKinds } from '../lifecycles/registry.ts'
import type { Point } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import { blindSpots } from './collect/sight.ts'
import type { Live } from './status.ts'

export interface SnapshotInput {
  store: Store
  monitor: Monitor
  live: Live
  rules: readonly Rule[]
  sources: readonly string[]
  interval: Millis
  now: Millis
}

const LASTING = LIFECYCLE_KINDS.filter(kind => lifecycleKinds[kind].lasts)

export function takeSnapshot({
  store,
  monitor,
  live,
  rules,
  sources,
  interval,
  now,
}: SnapshotInput): Snapshot {
  const episodes = store.episodes.open()
  const standing = new Map(store.changes.allStanding().map(record => [record.seriesId, record]))
  const { counts, oldestUnsettled } = store.outbox.summary()
  return {
    at: now,
    tick: { finishedAt: live.lastTickAt, interval },
    scrapedAt: live.scrapedAt,
    sources: sources.map(name => sourceSnapshot(name, live)),
    blind: blindSpots(live),
    openLifecycles: Object.fromEntries(LASTING.map(kind => [kind, store.lifecycles.openCount(kind)])),
    series: store.series.all().map(series => {
      const verdict = live.verdicts.get(series.id)
      const lastPoint = store.series.lastPoint(series.id)
      const state = store.series.monitor(series.id)
      return {
        indicator: series.indicator,
        labels: series.labels,
        bucket: series.bucket,
        lastPoint,
        warming: verdict?.status === 'warming' ? { have: verdict.have, need: verdict.need } : null,
        change: standing.get(series.id) ?? null,
        ...monitored(monitor, state, lastPoint),
      }
    }),
    overflow: store.labels.overflow(),
    releases: currentReleases(store),
    alerts: rules.map(rule => ({
      rule: rule.name,
      pending: episodes.filter(e => e.rule === rule.name && e.state === 'pending').length,
      firing: episodes.filter(e => e.rule === rule.name && e.state === 'firing').length,
    })),
    receivedAlerts: episodes.filter(e => e.origin === 'received' && e.state === 'firing').length,
    muted: Object.fromEntries(
      [...Map.groupBy(live.suppressed, ({ reason }) => reason)].map(([reason, some]) => [
        reason,
        some.length,
      ]),
    ),
    outbox: { counts, oldestUnsettled },
  }
}

function sourceSnapshot(name: string, { sources }: Live): Snapshot['sources'][number] {
  const status = sources.get(name)
  return {
    name,
    up: status?.up ?? null,
    lastSuccessAt: status?.lastSuccessAt ?? null,
    completeUpTo: status?.completeUpTo ?? null,
    progress: status?.progress ?? null,
    problems: status?.problems ?? [],
    unaccounted: status?.unaccounted ?? {},
  }
}

/** Releases that are looked through, and places that are told of: a platform that deploys on every commit has many. */
const LOOKED_AT = 200
const PLACES = 50

function currentReleases({ releases }: Store): Snapshot['releases'] {
  const places = Map.groupBy(releases.list(LOOKED_AT), ({ component, environment }) =>
    JSON.stringify([component, environment]),
  )
  return [...places.values()].flatMap(group => group.slice(0, 1)).slice(0, PLACES)
}

/** Where the series counts as normal, and which detectors failed on it. */
function monitored(
  monitor: Monitor,
  state: MonitorState | null,
  last: Point | null,
): Pick<SeriesSnapshot, 'band' | 'broken'> {
  if (state === null) return { band: null, broken: [] }
  const band = last === null ? null : monitor.band(state, last.at)
  return { band, broken: Object.keys(brokenDetectors(state)) }
}
