// What the stages need kept. Small interfaces; one implementation for each kind of database.
import type { Episode } from '../alerting/episode.ts'
import type { HistoryStore } from '../alerting/history.ts'
import type { RateLimitState } from '../alerting/muting/rate-limit.ts'
import type { Silence } from '../alerting/muting/silence.ts'
import type { Millis } from '../core/clock.ts'
import type { Labels, SeriesKey } from '../core/series-key.ts'
import type { Sliced } from '../core/turns/pause.ts'
import type { Outbox } from '../delivery/outbox/outbox.ts'
import type { ChangeRecord, MonitorState } from '../detection/change.ts'
import type { FleetState } from '../detection/fleet.ts'
import type { Release } from '../events/release.ts'
import type { IncidentStore } from '../incidents/incident-store.ts'
import type { Lifecycle, LifecycleKey } from '../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../lifecycles/registry.ts'
import type { LabelValue } from '../series/admission.ts'
import type { CellDeltas, Slice } from '../series/cells.ts'
import type { Point, Series } from '../series/series.ts'
import type { MemoryChange } from '../sources/memory.ts'
import type { Cursor } from '../sources/source.ts'
import type { AuditStore } from './audit-store.ts'
import type { DraftStore } from './draft-store.ts'
import type { LifecycleStore } from './lifecycle-store.ts'
import type { RegimeStore } from './regime-store.ts'
import type { RolloutStore } from './rollout-store.ts'
import type { SetAside } from './set-aside.ts'

/** Each group of tables is an interface of its own; a stage is handed only the ones that it uses. */
export interface Store {
  /** Runs `work` in one fsynced commit; rolls all of it back if it throws. Calls nest into the outermost. */
  transaction<T>(work: () => T): T
  /** The same for what can be made again: with the power it and all after it may be lost, until the next `transaction` is on disk. */
  relaxed<T>(work: () => T): T
  readonly lifecycles: LifecycleStore
  readonly cells: CellStore
  readonly labels: LabelStore
  readonly older: OlderFacts
  readonly releases: ReleaseStore
  readonly sources: SourceStore
  readonly series: SeriesStore
  readonly changes: ChangeStore
  readonly regimes: RegimeStore
  readonly incidents: IncidentStore
  readonly episodes: EpisodeStore
  readonly outbox: Outbox
  readonly drafts: DraftStore
  readonly silences: SilenceStore
  readonly history: HistoryStore
  readonly rateLimit: RateLimitStore
  readonly reports: ReportStore
  readonly codes: CodeStore
  readonly acceptances: AcceptanceStore
  readonly audits: AuditStore
  readonly rollouts: RolloutStore
  readonly setAside: SetAside
  /** Throws StoreDamagedError where what was opened is not there any more or is damaged. Every commit looks whether it is there. */
  verify(): void
  /** The same of all that it holds, which takes some tenths of a second for each 100 MB. */
  examine(): void
  /** Writes what the log holds into the database itself. */
  checkpoint(): void
  /** Gives some of the empty pages of the file back; returns whether more are left. */
  shrink(): boolean
  /** Writes a consistent copy of everything to a file that is not there yet, while everything goes on. */
  backup(file: string): Promise<void>
  close(): void
}

/** What lifecycles add up to, by kind, source, stretch of time and label set. */
export interface CellStore {
  /** `grain` is the width of the cells. */
  add(kind: LifecycleKind, source: string, grain: Millis, deltas: CellDeltas): void
  /**
   * Slices that overlap the span, in time order, read as they are asked for; one of many cells in pieces, each label set in one of them.
   * `of`: only what these measures have added, by name; left out: everything.
   */
  read(
    kind: LifecycleKind,
    source: string,
    from: Millis,
    to: Millis,
    of?: ReadonlySet<string>,
  ): Iterable<Slice>
  /** Marks closed buckets over these moments to be estimated anew. */
  reopen(kind: LifecycleKind, source: string, moments: readonly Millis[]): void
  /** The earliest moments that were marked and not yet taken. One that is marked again from here on stays, whoever takes it. */
  reopened(kind: LifecycleKind, source: string, limit: number): Millis[]
  taken(kind: LifecycleKind, source: string, moments: readonly Millis[]): void
  /** Joins slices below `width` that ended before a moment; null: none is left. What it returns writes them, if nothing has changed meanwhile. */
  widen(kind: LifecycleKind, source: string, width: Millis, before: Millis): Sliced<(() => void) | null>
  /** The same for some of what was added piece by piece. */
  merge(): Sliced<(() => void) | null>
}

/** How busy the values of labels are, and which have series of their own. */
export interface LabelStore {
  values(kind: LifecycleKind, source: string, label: string): LabelValue[]
  /** Replaces them. */
  save(kind: LifecycleKind, source: string, label: string, values: readonly LabelValue[]): void
  /** What has no series of its own, of the labels that have any such value. */
  overflow(): LabelOverflow[]
}

/** Lifecycles of a store of an older version that are to be taken over. */
export interface OlderFacts {
  count(): number
  /** In an order of their own. */
  next(limit: number): Lifecycle[]
  /** Those up to and including this one have been taken over. */
  drop(last: LifecycleKey): void
  /** All have been: removes what is left of them and lets the file shrink. */
  finish(): void
}

export interface LabelOverflow {
  kind: LifecycleKind
  source: string
  label: string
  /** How many values are called `other`. */
  values: number
  /** There are further ones that were not told apart as they came: together they count as one. */
  more: boolean
  /** Their share of all lifecycles lately. */
  share: number
}

export interface ReleaseStore {
  /** False where one with the same id is known: then nothing changes. */
  add(release: Release): boolean
  get(id: string): Release | null
  /** Those of `from <= at <= to`, oldest first. */
  between(from: Millis, to: Millis): Release[]
  /** Newest first. */
  list(limit: number): Release[]
  /** When the first one was; null if none is known. */
  earliest(): Millis | null
}

export interface SourceState {
  cursor: Cursor | null
  completeUpTo: Millis | null
  lastSuccessAt: Millis | null
}

export interface SourceStore {
  load(source: string): SourceState
  save(source: string, state: SourceState): void
  /** What the source has kept for itself under a key. */
  recall(source: string, key: string): Uint8Array | null
  remember(source: string, changes: readonly MemoryChange[]): void
}

/**
 * Moments that say how far a stage has come: where the history of an indicator of a source begins, from where its new
 * series are looked for, up to where a kind of a source is complete, its buckets are (being) closed and its starts are reconstructed, up
 * to where detection has seen a series, when a report was last due, when retention last ran. Beside them, since when is counted what is held to
 * an objective, and how many that are by now.
 */
export type Mark =
  | `since:${string}:${string}`
  | `resume:${string}:${string}`
  | `complete:${string}:${string}`
  | `closed:${string}:${string}`
  | `closing:${string}:${string}`
  | `reconstructed:${string}`
  | `observed:${number}`
  | `digest:${string}`
  | `objective-${'since' | 'events' | 'bad'}:${string}`
  | 'retention'
  | 'alerts:listened'
  | 'alerts:evaluated-at'
  | 'alerts:decided'

export interface SeriesStore {
  all(): readonly Series[]
  /** Finds or creates; the bucket of an existing series is left as it was. A new one has the number `id` where it is given. */
  ensure(key: SeriesKey, indicator: string, labels: Labels, bucket: Millis, id?: number): Series
  append(seriesId: number, points: readonly Point[]): void
  /** Replaces points that there are; returns how many of them were different. */
  revise(seriesId: number, points: readonly Point[]): number
  /** A series that is retired gets no more points and is not among `all`, until it is ensured anew. */
  retire(seriesId: number): void
  /** Oldest first; `from` inclusive, `to` exclusive. */
  points(seriesId: number, from: Millis, to?: Millis): Point[]
  lastPoint(seriesId: number): Point | null
  mark(name: Mark): Millis | null
  setMark(name: Mark, at: Millis): void
  monitor(seriesId: number): MonitorState | null
  saveMonitor(seriesId: number, state: MonitorState): void
  /** The same as JSON, for who hands it on. */
  monitorText(seriesId: number): string | null
  saveMonitorText(seriesId: number, state: string): void
  /** Another number after every change of the state, of this process alone. */
  monitorVersion(seriesId: number): number
}

export interface ChangeStore {
  /** The change that stands on a series, if any. */
  standing(seriesId: number): ChangeRecord | null
  allStanding(): ChangeRecord[]
  get(id: string): ChangeRecord | null
  save(record: ChangeRecord): void
  /** Newest first. */
  list(limit: number): ChangeRecord[]
  /** Which pages have been granted; null before the first look. */
  fleet(): FleetState | null
  saveFleet(state: FleetState): void
}

export interface EpisodeStore {
  /** Pending and firing ones. */
  open(): Episode[]
  /** Pending and firing ones of one alarm, in the order of their beginning. */
  openOf(alarm: Pick<Episode, 'rule' | 'series'>): Episode[]
  /** Those that are over, of whose beginning somebody was notified and of whose end nobody yet. */
  owedEnds(): Episode[]
  save(episode: Episode): void
  /** Those that have ended from this moment on, in the order of their beginning. */
  resolvedSince(at: Millis): Episode[]
  /** Newest first. */
  list(limit: number): Episode[]
  /** Those that are over, newest first. */
  over(limit: number, offset: number): Episode[]
  countOver(): number
  get(id: string): Episode | null
}

export interface SilenceStore {
  /** Those that are not over; they may not have begun. */
  current(now: Millis): Silence[]
  save(silence: Silence): void
  get(id: string): Silence | null
  /** Newest end first. */
  list(limit: number): Silence[]
}

/** Who has left which report. */
export interface ReportStore {
  /** Addresses that have left it. */
  left(digest: string): string[]
  /** False where it had left already. */
  leave(digest: string, recipient: string, at: Millis): boolean
  /** False where it had not left. */
  rejoin(digest: string, recipient: string): boolean
}

/** Confirmation codes that have been used, so that none is good twice. */
export interface CodeStore {
  /** Keeps it until `until` and drops those that have lapsed at `now`; false where it was kept already. */
  use(code: string, until: Millis, now: Millis): boolean
}

export interface RateLimitStore {
  load(): RateLimitState
  save(state: RateLimitState): void
}

/** A level that a person has said is normal. */
export interface Acceptance {
  /** In the order in which they were made. */
  number: number
  seriesId: number
  at: Millis
  by: string
  note: string
  /** Episodes that were open on the series, and that it ends. */
  episodes: readonly string[]
  /** What detection knew until then: from this on the points that came since can be replayed. */
  before: { state: MonitorState; observedUpTo: Millis; standing: ChangeRecord }
  /** Who has taken it back; null while it holds. */
  undone: { at: Millis; by: string } | null
}

export interface AcceptanceStore {
  add(acceptance: Omit<Acceptance, 'number' | 'undone'>): void
  /** Of one series, newest first. */
  of(seriesId: number): Acceptance[]
  undo(number: number, undone: { at: Millis; by: string }): void
}
