// One look at the world, whole: what becomes of the episodes, who is told what, and what is kept back.
import type { Labels } from '../core/series-key.ts'
import type { Episode, Transition } from './episode.ts'
import { type EvaluationInput, evaluate } from './evaluate.ts'
import type { Inhibition } from './inhibit.ts'
import type { TimeInterval } from './interval.ts'
import { type Notification, type Plan, plan } from './plan.ts'
import type { Silence } from './silence.ts'
import { type Packed, pack, type StormLimits, type StormState } from './storm.ts'

export interface DecisionInput extends EvaluationInput {
  /** Episodes that are over, whose beginning was told and whose end not yet. */
  untoldEnds: readonly Episode[]
  silences: readonly Silence[]
  inhibitions?: readonly Inhibition[]
  intervals?: readonly TimeInterval[]
  labelsOf(episode: Episode): Labels
  storm: StormState
  /** How much may be sent at once; `STORM_LIMITS` unless given. */
  limits?: StormLimits
}

export interface Decision {
  /** To be saved in the commit that owes the messages. */
  episodes: Episode[]
  storm: StormState
  transitions: Transition[]
  singles: Notification[]
  summaries: Packed['summaries']
  muted: Plan['muted']
  /** Kept back by the storm guard; they come again at the next look. */
  held: Notification[]
}

/** Pure: rules, then what mutes (silences, inhibitions, hours, handling), then the storm guard. */
export function decide(input: DecisionInput): Decision {
  const { open, untoldEnds, storm, now, limits } = input
  const { episodes, transitions } = evaluate(input)
  const moved = byId(episodes)
  const current = byId([...untoldEnds, ...open, ...episodes])
  const { notifications, muted } = plan({ ...input, episodes: [...current.values()] })
  const { state, singles, summaries, held } = pack(storm, notifications, now, limits)
  const told = [...singles, ...summaries.flatMap(summary => summary.notifications)]
  for (const { episode } of told) moved.set(episode.id, episode)
  return { episodes: [...moved.values()], storm: state, transitions, singles, summaries, muted, held }
}

function byId(episodes: readonly Episode[]): Map<string, Episode> {
  return new Map(episodes.map(episode => [episode.id, episode]))
}
