// What people did while it ran, read from what was written down, to be done again at the same moments.

import type { HistoryEntry } from '../../alerting/history.ts'
import type { Clock, Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Tie } from '../../incidents/incident.ts'
import type { AcceptDeps } from '../../operations/accept.ts'
import { acceptSeries, unacceptSeries } from '../../operations/accept.ts'
import { acknowledgeAlert, releaseAlert, snoozeAlert } from '../../operations/handling.ts'
import type { Outcome } from '../../operations/operations.ts'
import type { Store } from '../../storage/store.ts'
import { parseMoment } from './moment.ts'

export interface Act {
  at: Millis
  /** As the history calls it. */
  what: string
  /** Does it again; false: there is nothing that it could be done to. */
  again(deps: ActDeps): boolean
}

export interface ActDeps extends Pick<AcceptDeps, 'monitor' | 'live'> {
  store: Store
  clock: Clock
  log: Logger
}

const EVERYTHING = Number.MAX_SAFE_INTEGER

/** In the order in which it was done. */
export function actsIn(recorded: Store): Act[] {
  const history = recorded.history.list(EVERYTHING).toReversed()
  return [
    ...history.flatMap(entry => actOf(entry, recorded) ?? []),
    ...acceptancesIn(recorded),
    ...silencesIn(recorded),
    ...recorded.incidents.tiesSince(0).map(tied),
  ].toSorted((a, b) => a.at - b.at)
}

function actOf(
  { at, actor: by, action: what, episodeId, detail }: HistoryEntry,
  recorded: Store,
): Act | null {
  const act = (again: Act['again']): Act => ({ at, what, again })
  if (episodeId !== null && what === 'acknowledged')
    return act(deps => isDone(acknowledgeAlert(deps, episodeId, { by, note: detail })))
  if (episodeId !== null && what === 'released')
    return act(deps => isDone(releaseAlert(deps, episodeId, { by })))
  if (episodeId !== null && what === 'snoozed') {
    const { until, note } = snoozeOf(recorded, episodeId, at, detail)
    return act(deps => until !== null && isDone(snoozeAlert(deps, episodeId, { by, note }, until)))
  }
  if (what === 'left' || what === 'rejoined') {
    const [, digest = '', recipient = ''] = /^(.*?): (.*)$/s.exec(detail) ?? []
    return act(({ store }) =>
      what === 'left' ? store.reports.leave(digest, recipient, at) : store.reports.rejoin(digest, recipient),
    )
  }
  return null
}

/** Until when: as the episode holds it where it still does, else as the line of the history says it, to the minute. */
function snoozeOf(
  { episodes }: Store,
  episodeId: string,
  at: Millis,
  detail: string,
): { until: Millis | null; note: string } {
  const [, moment = '', note = ''] = /^until (.*? UTC)(?:: (.*))?$/s.exec(detail) ?? []
  const handling = episodes.get(episodeId)?.handling
  const isKept = handling?.at === at && handling.state === 'snoozed'
  return { until: isKept ? handling.until : parseMoment(moment, at), note }
}

/** Each with what took it back. */
function acceptancesIn({ acceptances, series }: Store): Act[] {
  return series.all().flatMap(({ key, id }) =>
    acceptances.of(id).flatMap(({ at, by, note, undone }): Act[] => {
      const own = (deps: ActDeps): number => deps.store.series.all().find(one => one.key === key)?.id ?? -1
      const accepted: Act = {
        at,
        what: 'accepted',
        again: deps => isDone(acceptSeries(deps, own(deps), { by, note })),
      }
      if (undone === null) return [accepted]
      const back: Act = {
        at: undone.at,
        what: 'unaccepted',
        again: deps => isDone(unacceptSeries(deps, own(deps), { by: undone.by })),
      }
      return [accepted, back]
    }),
  )
}

/** One that was ended early ends when it did: when that was decided no longer matters. */
function silencesIn({ silences }: Store): Act[] {
  return silences.list(EVERYTHING).map(silence => ({
    at: silence.createdAt,
    what: 'silenced',
    again: ({ store }) => {
      store.silences.save(silence)
      return true
    },
  }))
}

function tied(tie: Tie): Act {
  return {
    at: tie.at,
    what: tie.kind === 'split' ? 'split' : 'merged',
    again: ({ store: { changes, incidents } }) => {
      if (changes.get(tie.a) === null || changes.get(tie.b) === null) return false
      incidents.tie(tie)
      return true
    },
  }
}

function isDone(outcome: Outcome<object>): boolean {
  return outcome.done && outcome.changed
}
