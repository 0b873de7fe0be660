// The commit of the alert stage: a transition, the messages that it owes, and what the history keeps of both.
import type { Decision } from '../../../alerting/decide.ts'
import type { Episode } from '../../../alerting/episode.ts'
import { revised, revisionOf } from '../../../alerting/revision.ts'
import type { Millis } from '../../../core/clock.ts'
import { each, flatMapped, type Sliced } from '../../../core/turns/pause.ts'
import type { OwedMessage } from '../../../delivery/outbox/message.ts'
import { owe } from '../../../delivery/outbox/owe.ts'
import type { Store } from '../../../storage/store.ts'
import type { Suppressed } from '../../status.ts'
import type { Gathered } from '../gather.ts'
import { saveListened } from '../listening.ts'
import type { Question } from '../question.ts'
import { AT_ONCE, decideOnDrafts, draft, finishDrafts } from './drafts.ts'
import { historyOf } from './history.ts'

export interface Commitment {
  question: Question
  decision: Decision
  gathered: Gathered
  messages: readonly OwedMessage[]
  /** What was suppressed at the last evaluation. */
  before: readonly Suppressed[]
}

/**
 * What a decision changes is on disk together with what it owes, or nothing of it is. A few alerts are one commit; many are drafted
 * first. Episodes of which nobody is notified and that change no state, but are described anew, follow by themselves.
 */
export function* commitAlerts(
  store: Store,
  { question, decision, gathered, messages, before }: Commitment,
  now: Millis,
): Sliced<void> {
  const history = yield* historyOf(decision, gathered, before, now)
  const revise = yield* reviser(store, question)
  const [moved, described] = yield* parted(decision)
  const beside = (): void => {
    store.rateLimit.save(decision.rateLimit)
    saveListened(store.series, now, question.listened)
  }
  const few = decision.episodes.length <= AT_ONCE && history.length <= 2 * AT_ONCE
  if (few && messages.length <= AT_ONCE) {
    store.transaction(() => {
      for (const episode of decision.episodes) store.episodes.save(revise.now(episode))
      owe(store.outbox, messages, now)
      for (const entry of history) store.history.add(entry)
      beside()
    })
    return
  }
  const revisions = yield* flatMapped(moved, episode => [revise.later(episode)])
  yield* draft(store, { revisions, history, messages })
  decideOnDrafts(store, now, beside)
  yield
  yield* finishDrafts(store)
  for (let from = 0; from < described.length; from += AT_ONCE) {
    store.relaxed(() => {
      for (const episode of described.slice(from, from + AT_ONCE)) store.episodes.save(revise.now(episode))
    })
    yield
  }
}

/** Those that change state or of which somebody is notified, and the others. */
function* parted({ episodes, transitions, singles, bundles }: Decision): Sliced<[Episode[], Episode[]]> {
  const noted = new Set<string>()
  const note = ({ episode }: { episode: Episode }): void => void noted.add(episode.id)
  yield* each(transitions, note)
  yield* each(singles, note)
  for (const { notifications } of bundles) yield* each(notifications, note)
  const [moved, described]: [Episode[], Episode[]] = [[], []]
  yield* each(episodes, episode => {
    if (noted.has(episode.id)) moved.push(episode)
    else described.push(episode)
  })
  return [moved, described]
}

/** What the decision makes of an episode, put on what has become of it since the question was read. */
function* reviser({ episodes }: Store, { open, owedEnds }: Question) {
  const seen = new Map<string, Episode>()
  yield* each([...owedEnds, ...open], episode => {
    seen.set(episode.id, episode)
  })
  return {
    now: (after: Episode): Episode => {
      const before = seen.get(after.id) ?? null
      const current = before === null ? null : episodes.get(after.id)
      return before === null || current === before ? after : revised(current, revisionOf(before, after))
    },
    later: (after: Episode) => revisionOf(seen.get(after.id) ?? null, after),
  }
}
