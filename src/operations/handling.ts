// Acknowledging, snoozing and releasing an alert: one commit that changes it and records who did it.
import type { Episode } from '../alerting/episode.ts'
import { acknowledge, awakening, type Hand, release, snooze } from '../alerting/handling.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { DAY, MINUTE } from '../core/duration.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import type { Store } from '../storage/store.ts'
import { findEpisode } from './find.ts'
import { type Actor, type Outcome, type Refused, refused, withNote } from './operations.ts'

export interface HandlingDeps {
  store: Pick<Store, 'transaction' | 'episodes' | 'history'>
  /** The clock by which alerts are evaluated. */
  clock: Clock
  log: Logger
}

/** What is to be quiet for longer should not be watched, or have another rule. */
export const LONGEST: Millis = 366 * DAY
export const TOO_LONG = `${LONGEST / DAY} days is the longest`

/** Ends that differ by no more are the same wish, sent again. */
const SAME: Millis = MINUTE

export function acknowledgeAlert(
  deps: HandlingDeps,
  id: string,
  actor: Actor,
): Outcome<{ episode: Episode }> {
  return handle(deps, id, 'acknowledged', actor, (episode, hand) => {
    if (stands(episode, hand, null)) return null
    const changed = acknowledge(episode, hand)
    return changed && { episode: changed, detail: hand.note ?? '' }
  })
}

export function snoozeAlert(
  deps: HandlingDeps,
  id: string,
  actor: Actor,
  until: Millis,
): Outcome<{ episode: Episode }> {
  return handle(deps, id, 'snoozed', actor, (episode, hand) => {
    if (until - hand.at > LONGEST) return refused('invalid', TOO_LONG)
    if (stands(episode, hand, until)) return null
    const changed = snooze(episode, hand, until)
    if (changed === null) return refused('invalid', 'a snooze must end in the future')
    return { episode: changed, detail: withNote(`until ${formatMoment(until, 'UTC', hand.at)}`, hand.note) }
  })
}

export function releaseAlert(deps: HandlingDeps, id: string, actor: Actor): Outcome<{ episode: Episode }> {
  return handle(deps, id, 'released', actor, (episode, hand) =>
    episode.handling === undefined ? null : { episode: release(episode), detail: hand.note ?? '' },
  )
}

/** What comes of an action on a firing alert: refused, no change (null), or the alert as it is then. */
type Handled = { episode: Episode; detail: string } | Refused | null

function handle(
  { store, clock, log }: HandlingDeps,
  id: string,
  action: string,
  actor: Actor,
  change: (episode: Episode, hand: Hand) => Handled,
): Outcome<{ episode: Episode }> {
  const outcome = store.transaction((): Outcome<{ episode: Episode }> => {
    const found = findEpisode(store, id)
    if ('done' in found) return found
    if (found.state !== 'firing') return refused('state', stateWords(found))
    const { by, note = '' } = actor
    const at = clock.now()
    const changed = change(found, { by, note, at })
    if (changed === null) return { done: true, changed: false, episode: found }
    if ('done' in changed) return changed
    store.episodes.save(changed.episode)
    store.history.add({ at, actor: by, action, episodeId: found.id, detail: changed.detail })
    return { done: true, changed: true, episode: changed.episode }
  })
  if (outcome.done && outcome.changed) {
    log.info(`alert ${action}`, { episode: outcome.episode.id, by: actor.by })
  }
  return outcome
}

/** Whether it is handled like that already, and nothing has called for attention since. */
function stands(episode: Episode, { by, note = '', at }: Hand, until: Millis | null): boolean {
  const { handling } = episode
  if (handling === undefined || awakening(episode, at) !== null) return false
  const sameEnd = until === null ? handling.until === null : sameMoment(handling.until ?? Number.NaN, until)
  return sameEnd && handling.by === by && handling.note === note
}

/** Whether two ends are one wish, sent twice. */
export function sameMoment(a: Millis, b: Millis): boolean {
  return Math.abs(a - b) <= SAME
}

/** Why an alert that does not fire cannot be handled. */
export function stateWords({ state }: Episode): string {
  return state === 'pending' ? 'the alert does not fire yet' : 'the alert is over'
}
