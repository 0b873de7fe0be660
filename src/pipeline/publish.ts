// Fills the snapshot that /metrics and OTLP speak of, once at the end of each tick.

import type { Episode } from '../alerting/episode.ts'
import type { Rule } from '../alerting/rule.ts'
import type { ReadableConfig } from '../config/readable.ts'
import type { Millis } from '../core/clock.ts'
import { frozen } from '../core/parts/frozen.ts'
import { inTurns, type Pause } from '../core/turns/pause.ts'
import type { Contact } from '../delivery/notifiers/registry.ts'
import type { ChangeRecord, Monitor } from '../detection/change.ts'
import type { AskMetrics } from '../exposition/asked/ask-metrics.ts'
import { readingsOf } from '../exposition/asked/readings.ts'
import { metrics } from '../exposition/catalogue.ts'
import type { MetricFault } from '../exposition/metric.ts'
import { readableStore } from '../exposition/readable-store.ts'
import type { SeriesSnapshot, Snapshot } from '../exposition/snapshot.ts'
import { type Incident, type Nature, rootOf } from '../incidents/incident.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import { blindSpots } from './collect/sight.ts'
import type { Shown } from './detect/case.ts'
import { shownOf } from './detect/judge.ts'
import { partFaults } from './part-faults.ts'
import { selector } from './publish/unselected.ts'
import { alertsOf } from './publish/whose.ts'
import type { Live } from './status.ts'

export interface SnapshotInput {
  store: Store
  settings: ReadableConfig
  monitor: Monitor
  live: Live
  rules: readonly Rule[]
  contacts: readonly Contact[]
  sources: readonly string[]
  /** Address of the pages. */
  pages: string | null
  interval: Millis
  now: Millis
  ask: AskMetrics
  /** Learns of metrics that fail and are left out. */
  fault(fault: MetricFault): void
}

/** Series that are looked at before others may have their turn. */
const SERIES_A_TURN = 256

export async function takeSnapshot(input: SnapshotInput, pause: Pause): Promise<Snapshot> {
  const { store, live, rules, contacts, sources, pages, interval, now } = input
  const episodes = store.episodes.open()
  const standing = new Map(store.changes.allStanding().map(record => [record.seriesId, record]))
  const { counts, oldestUnsettled } = store.outbox.summary()
  const open = store.incidents.open()
  const roles = rolesIn(open)
  const series: SeriesSnapshot[] = []
  const unselected: Record<string, number> = {}
  const isSelected = selector(rules)
  for (const one of store.series.all()) {
    if (!isSelected(one)) unselected[one.indicator] = (unselected[one.indicator] ?? 0) + 1
    const change = standing.get(one.id) ?? null
    series.push(frozen({ ...seriesSnapshot(one, change, input), incident: change && roles.get(change.id) }))
    if (series.length % SERIES_A_TURN === 0) await pause()
  }
  const kept = Object.freeze({ store: readableStore(store), settings: input.settings, now })
  const readings = await inTurns(readingsOf(metrics, kept, input.ask, input.fault), pause)
  return frozen({
    at: now,
    tick: { finishedAt: live.lastTickAt, interval },
    pages,
    scrapedAt: live.scrapedAt,
    sources: sources.map(name => sourceSnapshot(name, live)),
    blind: blindSpots(live),
    interrupted: live.interrupted.all().map(({ owner, place }) => ({ ...owner, place })),
    faulty: partFaults(live, new Set(series.flatMap(({ broken = [] }) => broken)), now).map(
      ({ owner }) => owner,
    ),
    notifiers: [...live.notifiers].map(([channel, faults]) => ({
      channel,
      up: faults.length === 0 && !live.interrupted.has({ kind: 'notifier', name: channel }),
    })),
    disabledDetectors: live.disabledDetectors,
    readings,
    series,
    unselected,
    disabledIndicators: disabledIn(input.settings),
    overflow: store.labels.overflow(),
    releases: latestReleases(store),
    ...incidentsOf(store, open),
    ...countedAlerts(episodes, input),
    openAlerts: alertsOf({
      store,
      outbox: store.outbox,
      contacts,
      episodes,
      standing: [...standing.values()],
      suppressed: live.suppressed,
      incidents: roles,
      now,
    }),
    outbox: { counts, oldestUnsettled },
  })
}

function disabledIn({ indicators }: ReadableConfig): string[] {
  return Object.entries(indicators).flatMap(([name, { enabled }]) => (enabled ? [] : [name]))
}

function countedAlerts(
  episodes: readonly Episode[],
  { rules, live: { suppressed } }: SnapshotInput,
): Pick<Snapshot, 'alerts' | 'receivedAlerts' | 'muted'> {
  const byReason = Map.groupBy(suppressed, ({ reason }) => reason)
  return {
    alerts: rules.map(rule => ({
      rule: rule.name,
      pending: episodes.filter(e => e.rule === rule.name && e.state === 'pending').length,
      firing: episodes.filter(e => e.rule === rule.name && e.state === 'firing').length,
    })),
    receivedAlerts: episodes.filter(e => e.origin === 'received' && e.state === 'firing').length,
    muted: Object.fromEntries([...byReason].map(([reason, some]) => [reason, some.length])),
  }
}

/** Incidents that are listed one by one. */
const INCIDENTS = 100

/** What each change that stands is to its incident, by the id of the change. */
function rolesIn(open: readonly Incident[]): ReadonlyMap<string, SeriesSnapshot['incident']> {
  return new Map(
    open.flatMap(incident => {
      const root = rootOf(incident)
      return incident.members.map(member => {
        const role = member === root ? ('root' as const) : ('symptom' as const)
        return [member.change, { id: incident.id, role }] as const
      })
    }),
  )
}

function incidentsOf(
  { series }: Store,
  open: readonly Incident[],
): Pick<Snapshot, 'incidents' | 'incidentCounts'> {
  const known = new Map(series.all().map(one => [one.id, one]))
  const of = (nature: Nature): number => open.filter(one => one.nature === nature).length
  return {
    incidentCounts: { change: of('change'), silence: of('silence') },
    incidents: open.slice(0, INCIDENTS).flatMap(incident => {
      const root = known.get(rootOf(incident).series)
      if (root === undefined) return []
      const { id, nature, openedAt, members } = incident
      const changes = members.filter(({ clearedAt }) => clearedAt === null).length
      return [{ id, nature, openedAt, changes, indicator: root.indicator }]
    }),
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
    replaced: status?.replaced ?? {},
    tables: status?.tables,
    backlog: status?.backlog,
  }
}

function seriesSnapshot(series: Series, change: ChangeRecord | null, input: SnapshotInput): SeriesSnapshot {
  const { store, live } = input
  const verdict = live.verdicts.get(series.id)
  const lastPoint = store.series.lastPoint(series.id)
  const { band, broken } = shownOn(series, lastPoint?.at ?? null, input)
  return {
    id: series.id,
    indicator: series.indicator,
    labels: series.labels,
    bucket: series.bucket,
    lastPoint,
    warming: verdict?.status === 'warming' ? { have: verdict.have, need: verdict.need } : null,
    change,
    band,
    broken,
  }
}

/** Releases that are looked through, and listed: a platform that deploys on every commit has many. */
const LOOKED_AT = 200
const LISTED = 50

/** What runs at each place comes first, then the newest of what ran before: one of these may have begun a change that stands. */
function latestReleases({ releases }: Store): Snapshot['releases'] {
  const found = releases.list(LOOKED_AT)
  const running = firstOfEach(found, ({ component, environment }) => [component, environment])
  const known = [...running, ...found.filter(one => !running.includes(one))]
  const listed = firstOfEach(known, one => [one.component, one.environment, one.version]).slice(0, LISTED)
  return listed.toSorted((a, b) => b.at - a.at)
}

function firstOfEach<Item>(items: readonly Item[], of: (item: Item) => unknown): Item[] {
  return [...Map.groupBy(items, item => JSON.stringify(of(item))).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  )
}

/** As detection has found it, unless the state of its monitor or its last point is another by now. */
function shownOn(
  { id }: Series,
  at: Millis | null,
  { store, monitor, live }: Pick<SnapshotInput, 'store' | 'monitor' | 'live'>,
): Shown {
  const found = live.known.get(id)
  const holds = found?.version === store.series.monitorVersion(id) && found.observedUpTo === at
  return holds ? found.shown : shownOf(monitor, store.series.monitor(id), at)
}
