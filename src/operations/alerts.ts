// What people do about alerts, by link, API or command: one commit that changes the thing and says who did it.
import { createHash } from 'node:crypto'
import type { Episode } from '../alerting/episode.ts'
import { acknowledge, awakening, type Hand, release, snooze } from '../alerting/handling.ts'
import { faultOf, type Silence } from '../alerting/muting/silence.ts'
import { formatMatcher } from '../alerting/routing/matcher.ts'
import type { Millis } from '../core/clock.ts'
import { DAY, MINUTE } from '../core/duration.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import { type AcceptDeps, acceptLevel, takeBack } from './accept.ts'
import type { Actor, AlertActions, NewSilence, Outcome, Refusal } from './operations.ts'

export interface AlertActionsOptions extends AcceptDeps {
  store: AcceptDeps['store'] & Pick<Store, 'silences' | 'reports'>
  log: Logger
}

/** Fewer characters of an id are refused: they fit by accident. */
const SHORTEST_PREFIX = 6

/** Episodes among which the beginning of an id is looked for, beside all open ones; silences likewise. */
const SEARCHED = 1000

/** What is to be silent for longer should not be watched, or have another rule. */
const LONGEST: Millis = 366 * DAY

/** Ends that differ by no more are the same wish, sent again. */
const SAME: Millis = MINUTE

type Refused = { done: false; reason: Refusal; why: string }

export function createAlertActions(options: AlertActionsOptions): AlertActions {
  const { store, clock, log } = options

  const record = (action: string, actor: string, episodeId: string | null, detail: string): void => {
    store.history.add({ at: clock.now(), actor, action, episodeId, detail })
  }

  const handle = (
    id: string,
    action: string,
    actor: Actor,
    change: (episode: Episode, hand: Hand) => { episode: Episode; detail: string } | Refused | null,
  ): Outcome<{ episode: Episode }> => {
    const outcome = store.transaction((): Outcome<{ episode: Episode }> => {
      const found = findEpisode(store, id)
      if ('done' in found) return found
      if (found.state !== 'firing') return refused('state', stateWords(found))
      const { by, note = '' } = actor
      const changed = change(found, { by, note, at: clock.now() })
      if (changed === null) return { done: true, changed: false, episode: found }
      if ('done' in changed) return changed
      store.episodes.save(changed.episode)
      record(action, by, found.id, changed.detail)
      return { done: true, changed: true, episode: changed.episode }
    })
    if (outcome.done && outcome.changed)
      log.info(`alert ${action}`, { episode: outcome.episode.id, by: actor.by })
    return outcome
  }

  const logSilence = (action: string, outcome: Outcome<{ silence: Silence }>, by: string): void => {
    if (outcome.done && outcome.changed) log.info(action, { silence: outcome.silence.id, by })
  }

  /** Done to the series of an alert. */
  const relevel = (
    id: string,
    action: string,
    actor: Actor,
    work: (series: Series, episode: Episode) => Outcome<{ series: Series }>,
  ): Outcome<{ episode: Episode }> => {
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
    if (outcome.done && outcome.changed)
      log.info(`alert ${action}`, { episode: outcome.episode.id, by: actor.by })
    return outcome
  }

  const relevelSeries = (
    seriesId: number,
    action: string,
    actor: Actor,
    work: typeof acceptLevel,
  ): Outcome<{ series: Series }> => {
    const series = seriesNamed(store, seriesId)
    if (series === null) return refused('unknown', NO_SERIES)
    const outcome = work(options, series, null, actor)
    if (outcome.done && outcome.changed) log.info(`level ${action}`, { series: series.key, by: actor.by })
    return outcome
  }

  return {
    acknowledge: (id, actor) =>
      handle(id, 'acknowledged', actor, (episode, hand) => {
        if (stands(episode, hand, null)) return null
        const changed = acknowledge(episode, hand)
        return changed && { episode: changed, detail: hand.note ?? '' }
      }),

    snooze: (id, actor, until) =>
      handle(id, 'snoozed', actor, (episode, hand) => {
        if (until - hand.at > LONGEST) return refused('invalid', TOO_LONG)
        if (stands(episode, hand, until)) return null
        const changed = snooze(episode, hand, until)
        if (changed === null) return refused('invalid', 'a snooze must end in the future')
        return { episode: changed, detail: line(`until ${formatMoment(until, 'UTC', hand.at)}`, hand.note) }
      }),

    release: (id, actor) =>
      handle(id, 'released', actor, (episode, hand) =>
        episode.handling === undefined ? null : { episode: release(episode), detail: hand.note ?? '' },
      ),

    accept: (id, actor) =>
      relevel(id, 'accepted', actor, (series, episode) => {
        const open = episode.state === 'firing' || episode.state === 'pending'
        if (open) return acceptLevel(options, series, episode.id, actor)
        const holds = store.acceptances
          .of(series.id)
          .some(({ undone, episodes }) => undone === null && episodes.includes(episode.id))
        return holds ? { done: true, changed: false, series } : refused('state', stateWords(episode))
      }),
    unaccept: (id, actor) =>
      relevel(id, 'unaccepted', actor, (series, episode) => takeBack(options, series, episode.id, actor)),
    acceptSeries: (id, actor) => relevelSeries(id, 'accepted', actor, acceptLevel),
    unacceptSeries: (id, actor) => relevelSeries(id, 'unaccepted', actor, takeBack),

    silence(wanted) {
      const outcome = store.transaction((): Outcome<{ silence: Silence }> => {
        const now = clock.now()
        const silence: Silence = { ...wanted, id: idOf(wanted), createdAt: now }
        const fault = faultOf(silence) ?? boundsOf(silence, now)
        if (fault !== null) return refused('invalid', fault)
        const same = store.silences.current(now).find(other => isSame(other, silence, now))
        if (same !== undefined) return { done: true, changed: false, silence: same }
        store.silences.save(silence)
        record('silenced', silence.createdBy, null, detailOf(silence, now))
        return { done: true, changed: true, silence }
      })
      logSilence('silenced', outcome, wanted.createdBy)
      return outcome
    },

    expireSilence(id, by) {
      const outcome = store.transaction((): Outcome<{ silence: Silence }> => {
        const found = findSilence(store, id, clock.now())
        if ('done' in found) return found
        const now = clock.now()
        if (found.endsAt <= now) return { done: true, changed: false, silence: found }
        const silence = { ...found, startsAt: Math.min(found.startsAt, now), endsAt: now }
        store.silences.save(silence)
        record('unsilenced', by, null, `${silence.id}: ${matchersOf(silence)}`)
        return { done: true, changed: true, silence }
      })
      logSilence('unsilenced', outcome, by)
      return outcome
    },

    leave: (digest, recipient, by) =>
      store.transaction(() => {
        const changed = store.reports.leave(digest, recipient, clock.now())
        if (changed) record('left', by, null, `${digest}: ${recipient}`)
        return { done: true, changed }
      }),

    rejoin: (digest, recipient, by) =>
      store.transaction(() => {
        const changed = store.reports.rejoin(digest, recipient)
        if (changed) record('rejoined', by, null, `${digest}: ${recipient}`)
        return changed
          ? { done: true, changed }
          : refused('unknown', `${recipient} has not left a report named ${digest}`)
      }),

    silences: () => store.silences.current(clock.now()),
    pastSilences(limit) {
      const now = clock.now()
      return store.silences
        .list(SEARCHED)
        .filter(({ endsAt }) => endsAt <= now)
        .slice(0, limit)
    },
    history: limit => store.history.list(limit),
    historyOf(id) {
      const found = findEpisode(store, id)
      if ('done' in found) return found
      return { done: true, changed: false, entries: store.history.of(found.id) }
    },
  }
}

const NOT_OURS = 'the alert came from an Alertmanager, so it has no level to accept'
const NO_SERIES = 'there is no series with this id'
const TOO_LONG = `${LONGEST / DAY} days is the longest`

function findEpisode({ episodes }: AlertActionsOptions['store'], id: string): Episode | Refused {
  return episodes.get(id) ?? byPrefix('alert', id, () => [...episodes.open(), ...episodes.list(SEARCHED)])
}

function seriesNamed({ series }: AlertActionsOptions['store'], id: number): Series | null {
  return series.all().find(one => one.id === id) ?? null
}

function findSilence({ silences }: AlertActionsOptions['store'], id: string, now: Millis): Silence | Refused {
  return (
    silences.get(id) ?? byPrefix('silence', id, () => [...silences.current(now), ...silences.list(SEARCHED)])
  )
}

function byPrefix<T extends { id: string }>(what: string, id: string, all: () => readonly T[]): T | Refused {
  if (id.length < SHORTEST_PREFIX) {
    return refused(
      'unknown',
      `there is no ${what} with this id; give at least its first ${SHORTEST_PREFIX} characters`,
    )
  }
  const fitting = new Map(all().flatMap(one => (one.id.startsWith(id) ? [[one.id, one] as const] : [])))
  const [first] = fitting.values()
  if (first === undefined) return refused('unknown', `there is no ${what} with this id`)
  if (fitting.size > 1)
    return refused('ambiguous', `${fitting.size} ${what}s begin with this id; give more of it`)
  return first
}

/** Whether it is handled like that already, and nothing has called for attention since. */
function stands(episode: Episode, { by, note = '', at }: Hand, until: Millis | null): boolean {
  const { handling } = episode
  if (handling === undefined || awakening(episode, at) !== null) return false
  const sameEnd = until === null ? handling.until === null : near(handling.until ?? Number.NaN, until)
  return sameEnd && handling.by === by && handling.note === note
}

function near(a: Millis, b: Millis): boolean {
  return Math.abs(a - b) <= SAME
}

function stateWords({ state }: Episode): string {
  return state === 'pending' ? 'the alert does not fire yet' : 'the alert is over'
}

function boundsOf({ startsAt, endsAt }: Silence, now: Millis): string | null {
  if (endsAt <= now) return 'a silence must end in the future'
  return endsAt - startsAt > LONGEST || endsAt - now > 2 * LONGEST ? TOO_LONG : null
}

function idOf({ matchers, startsAt, endsAt, createdBy, comment }: NewSilence): string {
  const text = JSON.stringify([matchers, startsAt, endsAt, createdBy, comment])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** The same wish, sent again: of two that have begun the start does not matter. */
function isSame(a: Silence, b: Silence, now: Millis): boolean {
  const begun = a.startsAt <= now && b.startsAt <= now
  return (
    a.createdBy === b.createdBy &&
    a.comment === b.comment &&
    matchersOf(a) === matchersOf(b) &&
    near(a.endsAt, b.endsAt) &&
    (begun || near(a.startsAt, b.startsAt))
  )
}

function matchersOf({ matchers }: Pick<Silence, 'matchers'>): string {
  return matchers.map(formatMatcher).join(' ')
}

function detailOf(silence: Silence, now: Millis): string {
  const from = silence.startsAt > now ? `from ${formatMoment(silence.startsAt, 'UTC', now)} ` : ''
  const span = `${from}until ${formatMoment(silence.endsAt, 'UTC', now)}`
  return line(`${silence.id}: ${matchersOf(silence)} ${span}`, silence.comment)
}

function line(text: string, note = ''): string {
  return note === '' ? text : `${text}: ${note}`
}

function refused(reason: Refusal, why: string): Refused {
  return { done: false, reason, why }
}
