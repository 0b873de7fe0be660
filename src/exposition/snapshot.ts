// The state of slowburn at the end of a tick, as plain data: all that a scrape may speak of.
import type { MuteReason } from '../alerting/muting/mute.ts'
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Labels } from '../core/series-key.ts'
import type { OutboxState } from '../delivery/outbox/outbox.ts'
import type { ChangeRecord, Severity } from '../detection/change.ts'
import type { Release } from '../events/release.ts'
import type { Nature } from '../incidents/incident.ts'
import type { LifecycleKind } from '../lifecycles/registry.ts'
import type { Point } from '../series/series.ts'
import type { SourceBacklog, SourceProblem, TableProgress } from '../sources/source.ts'

/** A value that is null or no finite number leaves its sample out. */
export type GaugeSample = readonly [value: number | null | undefined, labels?: Labels]

export interface Snapshot {
  /** When it was taken. */
  at: Millis
  tick: {
    /** End of the last tick that ran to its end; null before the first. */
    finishedAt: Millis | null
    interval: Millis
  }
  /** Address of the pages, as readers of an e-mail reach them; null where they have none. */
  pages: string | null
  /** When a Prometheus last scraped; null where none ever did. */
  scrapedAt: Millis | null
  sources: readonly SourceSnapshot[]
  /** What of the sources cannot be seen; without a table all of the source. */
  blind: ReadonlyArray<{ source: string; table: string | null; since: Millis }>
  /** Parts that held up everything and are not asked any more. */
  interrupted: ReadonlyArray<{ kind: string; name: string; place: string }>
  /** Parts that fail, or have failed when they were last asked; each once. */
  faulty: ReadonlyArray<{ kind: string; name: string }>
  /** Ways to somebody, and whether each can be used as it should. */
  notifiers: ReadonlyArray<{ channel: string; up: boolean }>
  /** Names of the detectors that the configuration disables. */
  disabledDetectors: readonly string[]
  /** What metrics have read by themselves, by their names. */
  readings: Readonly<Record<string, readonly GaugeSample[]>>
  /** Values of labels that have no series of their own, where there are any. */
  overflow: readonly LabelOverflowSnapshot[]
  series: readonly SeriesSnapshot[]
  /** How many series no rule selects, by indicator: whatever changes on them, nobody is notified. */
  unselected: Readonly<Record<string, number>>
  /** Names of the indicators that the configuration disables. */
  disabledIndicators: readonly string[]
  /** The latest of each component and environment, and the newest others. */
  releases: ReadonlyArray<Pick<Release, 'at' | 'version' | 'component' | 'environment'>>
  /** Open ones, the earliest first, up to a bound; how many there are in all by nature. */
  incidents: readonly IncidentSnapshot[]
  incidentCounts: Readonly<Record<Nature, number>>
  /** Every rule, also those without an open episode. */
  alerts: ReadonlyArray<{ rule: string; pending: number; firing: number }>
  /** Open alerts on changes, and changes for the worse without one, up to a bound: the more severe and then the newest first. */
  openAlerts: readonly AlertSnapshot[]
  /** Alerts of an Alertmanager that fire. */
  receivedAlerts: number
  /** How many contacts are not notified that should be, by reason. */
  muted: Readonly<Partial<Record<MuteReason | 'rate limit', number>>>
  outbox: { counts: Readonly<Partial<Record<OutboxState, number>>>; oldestUnsettled: Millis | null }
}

export interface IncidentSnapshot {
  id: string
  nature: Nature
  openedAt: Millis
  /** The indicator of its root. */
  indicator: string
  /** How many of its changes stand. */
  changes: number
}

export interface AlertSnapshot {
  /** Of the alert; of a change without one, of the change. */
  id: string
  /** Null where no rule makes an alert of it. */
  rule: string | null
  seriesId: number
  severity: Severity
  state: 'firing' | 'pending' | 'none'
  since: Millis
  /** The open incident that it is of. */
  incident: string | null
  /** At least one: where it is nobody, why. */
  contacts: readonly ContactSnapshot[]
}

export interface ContactSnapshot {
  contact: string | null
  /** What became of it for the contact; `given up`: no message arrived, `no contact`: no route leads to anybody. */
  standing: 'notified' | 'given up' | 'pending' | 'no rule' | 'no contact' | MuteReason | 'rate limit'
  /** Who acknowledged, snoozed or silenced it. */
  by: string | null
  /** When what keeps the contact from being notified ends by itself. */
  until: Millis | null
}

export interface LabelOverflowSnapshot {
  kind: LifecycleKind
  source: string
  label: string
  values: number
  share: number
}

export interface SourceSnapshot {
  name: string
  /** Whether the last pull succeeded; null before the first has ended. */
  up: boolean | null
  lastSuccessAt: Millis | null
  completeUpTo: Millis | null
  /** Share of the backfill that is done; null once caught up. */
  progress: number | null
  /** Standing faults; of their words only `where`, and of refusals the table, become labels. */
  problems: ReadonlyArray<Pick<SourceProblem, 'where' | 'refusal'>>
  /** Rows that were not taken, by table. */
  unaccounted: Readonly<Record<string, number>>
  /** Rows that came under an id that another row had had, by table. */
  replaced: Readonly<Record<string, number>>
  /** How far each of its tables has been read; left out where it has none. */
  tables?: Readonly<Record<string, TableProgress>> | undefined
  /** What is held back for it elsewhere; left out where nothing is. */
  backlog?: SourceBacklog | undefined
}

export interface SeriesSnapshot {
  id: number
  indicator: string
  labels: Labels
  bucket: Millis
  lastPoint: Point | null
  /** Points in the baseline and points it needs; null once it is full. */
  warming: { have: number; need: number } | null
  /** Where the series counts as normal. */
  band: Interval | null
  /** The change that stands. */
  change: ChangeRecord | null
  /** The open incident that the change belongs to, and whether the incident began with it; left out where none does. */
  incident?: { id: string; role: 'root' | 'symptom' } | null | undefined
  /** Detectors that failed on it and are left out. */
  broken?: readonly string[]
}
