// One evaluation, whole: what becomes of the episodes, who is notified of what, and what is suppressed.
import type { Millis } from '../core/clock.ts'
import { each, grouped, type Sliced } from '../core/turns/pause.ts'
import { type Episode, isEndOwed, type Transition } from './episode.ts'
import { type EvaluationInput, evaluate } from './evaluate.ts'
import { wake } from './handling.ts'
import { type Bundle, type Held, pack, type RateLimitState, type RateLimits } from './muting/rate-limit.ts'
import type { Notification } from './notification.ts'
import { afterNotifying, type Plan, type PlanInput, plan } from './planning/plan.ts'
import { lapsed } from './received.ts'

export interface DecisionInput extends EvaluationInput, Omit<PlanInput, 'episodes'> {
  /** Episodes that are over, whose beginning was notified and whose end not yet. */
  owedEnds: readonly Episode[]
  rateLimit: RateLimitState
  /** How much may be sent at once; the usual bound unless given. */
  limits?: RateLimits
  /** Whether a contact is a program, which is sent everything singly. */
  isProgram(contact: string): boolean
  /** How long a received alarm stands of which nothing more is heard. */
  patience: Millis
  /** For how long we have listened to other systems, all in all. */
  listened: Millis
}

export interface Decision {
  /** To be saved in the commit that owes the messages. */
  episodes: Episode[]
  rateLimit: RateLimitState
  transitions: Transition[]
  singles: Notification[]
  bundles: Bundle[]
  muted: Plan['muted']
  /** Held back by the rate limit; they come again at the next evaluation. */
  held: Held[]
}

/** Pure: rules, then what mutes (silences, inhibitions, hours, handling), then the rate limit. */
export function* decide(input: DecisionInput): Sliced<Decision> {
  const { open, owedEnds, rateLimit, now, limits, isProgram } = input
  const evaluated = yield* evaluate(input)
  const over = lapsed(open, input)
  const transitions = [...evaluated.transitions, ...over]
  const moved = byId([...evaluated.episodes, ...over.map(({ episode }) => episode)])
  yield* each([...open, ...moved.values()], episode => {
    const awake = wake(moved.get(episode.id) ?? episode, now)
    if (awake !== episode) moved.set(episode.id, awake)
  })
  const current = byId([...owedEnds, ...open, ...moved.values()])
  const planned = yield* plan({ ...input, episodes: [...current.values()].filter(isToldOf) })
  const { state, singles, bundles, held } = yield* pack(rateLimit, planned.notifications, now, {
    ...(limits === undefined ? {} : { limits }),
    unbounded: isProgram,
  })
  const notified = [...singles, ...bundles.flatMap(({ notifications }) => notifications)]
  yield* each(yield* grouped(notified, ({ episode }) => episode.id), ([id, some]) => {
    const episode = current.get(id)
    if (episode !== undefined) moved.set(id, afterNotifying(episode, some))
  })
  return {
    episodes: [...moved.values()],
    rateLimit: state,
    transitions,
    singles,
    bundles,
    muted: planned.muted,
    held,
  }
}

function isToldOf(episode: Episode): boolean {
  return episode.state === 'firing' || isEndOwed(episode)
}

function byId(episodes: readonly Episode[]): Map<string, Episode> {
  return new Map(episodes.map(episode => [episode.id, episode]))
}
