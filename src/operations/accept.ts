// "This is not drift": the present level of a series becomes its normal, in one commit that can be taken back. To
// take it back is to put back what detection knew before; the next tick then replays the points that came since.
import type { ChangeEpisode, Episode } from '../alerting/episode.ts'
import { accept as acceptEpisode, unaccept as unacceptEpisode } from '../alerting/handling.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import type { Monitor } from '../detection/change.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import { observedMark } from '../pipeline/detect/detect.ts'
import type { Live } from '../pipeline/status.ts'
import type { Series } from '../series/series.ts'
import type { Acceptance, Store } from '../storage/store.ts'
import { findEpisode } from './find.ts'
import { stateWords } from './handling.ts'
import { type Actor, type Outcome, refused } from './operations.ts'

export interface AcceptDeps {
  store: Pick<Store, 'transaction' | 'series' | 'changes' | 'episodes' | 'acceptances' | 'history'>
  monitor: Monitor
  /** What the pages show until the next tick. */
  live: Pick<Live, 'verdicts'>
  /** The clock by which alerts are evaluated. */
  clock: Clock
  log: Logger
}

type Done = Outcome<{ series: Series }>

/** The level of the series of an alert; by the alert's id, or the first characters of it. */
export function acceptAlert(deps: AcceptDeps, id: string, actor: Actor): Outcome<{ episode: Episode }> {
  return onAlert(deps, id, 'accepted', actor, (series, episode) => {
    const open = episode.state === 'firing' || episode.state === 'pending'
    if (open) return acceptLevel(deps, series, episode.id, actor)
    const holds = deps.store.acceptances
      .of(series.id)
      .some(({ undone, episodes }) => undone === null && episodes.includes(episode.id))
    return holds ? { done: true, changed: false, series } : refused('state', stateWords(episode))
  })
}

export function unacceptAlert(deps: AcceptDeps, id: string, actor: Actor): Outcome<{ episode: Episode }> {
  return onAlert(deps, id, 'unaccepted', actor, (series, episode) =>
    takeBack(deps, series, episode.id, actor),
  )
}

export function acceptSeries(deps: AcceptDeps, seriesId: number, actor: Actor): Done {
  return onSeries(deps, seriesId, 'accepted', actor, acceptLevel)
}

export function unacceptSeries(deps: AcceptDeps, seriesId: number, actor: Actor): Done {
  return onSeries(deps, seriesId, 'unaccepted', actor, takeBack)
}

function onAlert(
  { store, log }: AcceptDeps,
  id: string,
  action: string,
  actor: Actor,
  work: (series: Series, episode: ChangeEpisode) => Done,
): Outcome<{ episode: Episode }> {
  const outcome = store.transaction((): Outcome<{ episode: Episode }> => {
    const found = findEpisode(store, id)
    if ('done' in found) return found
    if (found.origin !== 'change') return refused('state', NOT_OURS)
    const series = seriesNamed(store, found.seriesId)
    if (series === null) return refused('unknown', NO_SERIES)
    const done = work(series, found)
    if (!done.done) return done
    return { done: true, changed: done.changed, episode: store.episodes.get(found.id) ?? found }
  })
  if (outcome.done && outcome.changed) {
    log.info(`alert ${action}`, { episode: outcome.episode.id, by: actor.by })
  }
  return outcome
}

function onSeries(
  deps: AcceptDeps,
  seriesId: number,
  action: string,
  actor: Actor,
  work: typeof acceptLevel,
): Done {
  const series = seriesNamed(deps.store, seriesId)
  if (series === null) return refused('unknown', NO_SERIES)
  const outcome = work(deps, series, null, actor)
  if (outcome.done && outcome.changed) {
    deps.log.info(`level ${action}`, { series: series.key, by: actor.by })
  }
  return outcome
}

function seriesNamed({ series }: AcceptDeps['store'], id: number): Series | null {
  return series.all().find(one => one.id === id) ?? null
}

const NOT_OURS = 'the alert came from an Alertmanager, so it has no level to accept'
const NO_SERIES = 'there is no series with this id'

/**
 * Accepts what stands on a series. Refused where nothing stands, where the series is warming, and where it is silent
 * or stuck, for then it has no level. `episodeId` is the alert that was meant; null: the series itself.
 */
function acceptLevel(deps: AcceptDeps, series: Series, episodeId: string | null, actor: Actor): Done {
  const { store, monitor, live, clock } = deps
  return store.transaction((): Done => {
    const standing = store.changes.standing(series.id)
    if (standing === null) return nothingStands(deps, series, episodeId)
    const points = store.series.points(series.id, 0)
    const last = points.at(-1)
    const state = store.series.monitor(series.id)
    const observedUpTo = store.series.mark(observedMark(series.id))
    if (last === undefined || state === null || observedUpTo === null) return refused('state', WARMING)
    if (!monitor.reads(state)) return refused('state', ANEW)
    const { unacceptable } = kindOf(standing.alarm.kind)
    if (unacceptable !== null) return refused('state', unacceptable)

    const now = clock.now()
    const { by, note = '' } = actor
    const next = monitor.accept(state, points)
    const open = openOn(store, series.id)
    store.series.saveMonitor(series.id, next)
    store.changes.save({ ...standing, clearedAt: now })
    store.acceptances.add({
      seriesId: series.id,
      at: now,
      by,
      note,
      episodes: open.map(({ id }) => id),
      before: { state, observedUpTo, standing },
    })
    for (const episode of open) store.episodes.save(acceptEpisode(episode, { by, note, at: now }))
    remember(deps, 'accepted', by, note, series, ids(open))
    live.verdicts.set(series.id, monitor.elapse(next, last.at + series.bucket)[1])
    return { done: true, changed: true, series }
  })
}

/** Takes back what was accepted last on a series, or what ended one alert if nothing was accepted after it. */
function takeBack(deps: AcceptDeps, series: Series, episodeId: string | null, actor: Actor): Done {
  const { store, live, clock } = deps
  return store.transaction((): Done => {
    const all = store.acceptances.of(series.id)
    const wanted = all.find(({ episodes }) => episodeId === null || episodes.includes(episodeId))
    if (wanted === undefined) return refused('state', 'no level of this series has been accepted')
    if (wanted.undone !== null) return { done: true, changed: false, series }
    const holding = all.find(({ undone }) => undone === null)
    if (holding !== undefined && holding.number !== wanted.number)
      return refused('state', laterOne(holding, clock))

    const now = clock.now()
    const { by, note = '' } = actor
    const { state, observedUpTo, standing } = wanted.before
    const since = store.changes.standing(series.id)
    if (since !== null) store.changes.save({ ...since, clearedAt: now })
    store.changes.save({ ...standing, clearedAt: null })
    store.series.saveMonitor(series.id, state)
    store.series.setMark(observedMark(series.id), observedUpTo)
    store.acceptances.undo(wanted.number, { at: now, by })
    for (const episode of openOn(store, series.id)) {
      if (wanted.episodes.includes(episode.id)) store.episodes.save(unacceptEpisode(episode))
    }
    remember(deps, 'unaccepted', by, note, series, wanted.episodes)
    live.verdicts.set(series.id, { status: 'alarm', alarm: standing.alarm, raised: false })
    return { done: true, changed: true, series }
  })
}

function openOn({ episodes }: AcceptDeps['store'], seriesId: number): ChangeEpisode[] {
  return episodes
    .open()
    .filter(episode => episode.origin === 'change')
    .filter(episode => episode.seriesId === seriesId)
}

const WARMING = 'the series is still warming up: it has no normal level yet'
const ANEW = 'the series is being rebuilt after an upgrade; try again in a minute'
/** Done already, if the last thing accepted here still holds and is what was meant. */
function nothingStands({ store, monitor }: AcceptDeps, series: Series, episodeId: string | null): Done {
  const last = store.acceptances.of(series.id).find(({ undone }) => undone === null)
  if (last !== undefined && (episodeId === null || last.episodes.includes(episodeId))) {
    return { done: true, changed: false, series }
  }
  const state = store.series.monitor(series.id)
  if (state === null || monitor.band(state, 0) === null) return refused('state', WARMING)
  return refused('state', 'no change stands on this series: its level counts as normal already')
}

function laterOne({ by, at }: Acceptance, clock: Clock): string {
  const when = formatMoment(at, 'UTC', clock.now())
  return `${by} has accepted a later level of this series on ${when}; take that back first`
}

function remember(
  { store, clock }: AcceptDeps,
  action: string,
  actor: string,
  note: string,
  series: Series,
  episodes: readonly string[],
): void {
  const at: Millis = clock.now()
  for (const episodeId of episodes) store.history.add({ at, actor, action, episodeId, detail: note })
  if (episodes.length > 0) return
  const detail = note === '' ? series.key : `${series.key}: ${note}`
  store.history.add({ at, actor, action, episodeId: null, detail })
}

function ids(episodes: ReadonlyArray<{ id: string }>): string[] {
  return episodes.map(({ id }) => id)
}
