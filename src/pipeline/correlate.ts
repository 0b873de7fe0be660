// Standing changes -> incidents, once each tick between detection and alerts: read, correlated by a pure step, and kept in one commit.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import type { Logger } from '../core/logger.ts'
import { each, type Sliced } from '../core/turns/pause.ts'
import type { ChangeRecord } from '../detection/change.ts'
import { correlate } from '../incidents/correlate.ts'
import { gatherFleet } from '../incidents/fleet.ts'
import { type Incident, isOpen, rootOf, type Sighting, type Watched } from '../incidents/incident.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'

export interface CorrelateDeps {
  store: Pick<Store, 'transaction' | 'series' | 'changes' | 'incidents' | 'lifecycles'>
  settingsOf(series: Series): { indicator: Pick<Indicator, 'kind' | 'stage'> } | null
  /** Names of the sources that feed a series. */
  sourcesOf(series: Series): readonly string[]
  /** Whether all its history is read: half a history makes incidents that are none. */
  isCaughtUp(series: Series): boolean
  log: Logger
}

/** Over which the rate of incidents is taken. */
const RATE_SPAN: Millis = 90 * DAY

/**
 * What is not caught up yet joins later; an incident that is open goes on. Others may have their turn while the series are gathered, and not
 * from when incidents are read until they are kept.
 */
export function* correlateChanges(deps: CorrelateDeps, now: Millis): Sliced<void> {
  const { store, log } = deps
  if (store.incidents.open().length === 0 && store.changes.allStanding().length === 0) return
  const known = new Map<number, { series: Series; watched: Watched }>()
  yield* each(store.series.all(), series => {
    const watched = watchedOf(series, deps)
    if (watched !== null) known.set(series.id, { series, watched })
  })
  const all = [...known.values()].map(({ watched }) => watched)
  const fleet = yield* gatherFleet(all)
  const open = store.incidents.open()
  const standing = store.changes.allStanding()
  const taken = new Set(open.flatMap(({ members }) => members.map(({ change }) => change)))
  const isReady = ({ id, seriesId }: ChangeRecord): boolean => {
    const found = known.get(seriesId)
    return taken.has(id) || (found !== undefined && deps.isCaughtUp(found.series))
  }
  const records = [...standing.filter(isReady), ...formerOf(taken, standing, deps)]
  const next = correlate(open, {
    series: all,
    fleet,
    sightings: records.map(sightingOf),
    ties:
      open.length === 0 ? [] : store.incidents.tiesSince(Math.min(...open.map(({ openedAt }) => openedAt))),
    recent: {
      opened: store.incidents.openedSince(now - RATE_SPAN),
      watched: now - (beginning(store) ?? now),
    },
    now,
  })
  const before = new Map(open.map(incident => [incident.id, JSON.stringify(incident)]))
  const changed = next.filter(incident => before.get(incident.id) !== JSON.stringify(incident))
  if (changed.length === 0) return
  store.transaction(() => {
    for (const incident of changed) store.incidents.save(incident)
  })
  for (const incident of changed)
    report(incident, before.has(incident.id), known.get(rootOf(incident).series)?.series, log)
}

/** The members of open incidents whose changes stand no more. */
function formerOf(
  taken: ReadonlySet<string>,
  standing: readonly ChangeRecord[],
  { store }: CorrelateDeps,
): ChangeRecord[] {
  const ids = new Set(standing.map(({ id }) => id))
  return [...taken].flatMap(id => (ids.has(id) ? [] : (store.changes.get(id) ?? [])))
}

function watchedOf(series: Series, { settingsOf, sourcesOf }: CorrelateDeps): Watched | null {
  const settings = settingsOf(series)
  if (settings === null) return null
  const { id, indicator, labels, bucket } = series
  const { kind, stage = null } = settings.indicator
  return { id, indicator, labels, bucket, stage, flow: flowOf(kind, labels, sourcesOf(series)) }
}

/** What goes through together: facts of one kind, of one table or gauge where it is named, of the same sources. */
function flowOf(kind: string, { table, name }: Series['labels'], sources: readonly string[]): string {
  const what = (kind === 'observation' ? name : table) ?? kind
  return `${what} of ${sources.toSorted().join(', ')}`
}

function sightingOf({ id, seriesId, raisedAt, clearedAt, alarm, change }: ChangeRecord): Sighting {
  const { kind, onset, effect } = change
  const { severity } = alarm
  return { change: id, series: seriesId, raisedAt, clearedAt, kind, onset, sigma: effect.sigma, severity }
}

function beginning({ lifecycles }: Pick<Store, 'lifecycles'>): Millis | null {
  const first = lifecycles.streams().flatMap(({ kind, source }) => lifecycles.earliest(kind, source) ?? [])
  return first.length === 0 ? null : Math.min(...first)
}

function report(incident: Incident, wasKnown: boolean, series: Series | undefined, log: Logger): void {
  const { id, members, mergedInto } = incident
  const about = { incident: id, series: series?.key ?? '', changes: members.length }
  if (mergedInto !== null) log.info('incident merged into another', { ...about, into: mergedInto })
  else if (!isOpen(incident)) log.info('incident over', about)
  else if (!wasKnown) log.info('incident opened', about)
}
