// Rules over standing changes: opens episodes, lets them ripen, fire, linger and end. Pure; time comes in.
import { createHash } from 'node:crypto'
import type { Millis } from '../core/clock.ts'
import type { SeriesKey } from '../core/series-key.ts'
import { each, type Sliced } from '../core/turns/pause.ts'
import type { ChangeRecord } from '../detection/change.ts'
import type { Series } from '../series/series.ts'
import type { ChangeEpisode, Episode, Transition } from './episode.ts'
import { unaccept } from './handling.ts'
import { matches } from './match.ts'
import type { Rule } from './rule.ts'

export interface EvaluationInput {
  rules: readonly Rule[]
  /** Episodes that are pending or firing. */
  open: readonly Episode[]
  /**
   * Changes that stand, each with its series; one that has been cleared is passed over. Null where they are not
   * known, as before all history is read: then every episode stays as it is.
   */
  standing: ReadonlyArray<{ record: ChangeRecord; series: Series }> | null
  now: Millis
  /**
   * Looks up an episode that has ended. A change that a rule lost sight of and sees again continues its
   * episode, and so its numbering: no message of the second run can be taken for one of the first.
   */
  ended?: (id: string) => Episode | null
}

export interface Evaluation {
  /** Episodes to save: all that are new, moved on, or carry a newer description. */
  episodes: ChangeEpisode[]
  /** In order; for one episode `pending` comes before `firing`, and `firing` before `resolved`. */
  transitions: Transition[]
}

/**
 * One look at the world. Feeding the same looks gives the same episodes, whether the process was restarted
 * between them or not. The wait of `for` counts from the moment the change was raised, not from the moment
 * it was first looked at; a clock that has jumped back makes a wait start anew, never longer than that.
 */
export function* evaluate({ rules, open, standing, now, ended }: EvaluationInput): Sliced<Evaluation> {
  if (standing === null) return { episodes: [], transitions: [] }
  const steps: Step[] = []
  const ours = open.filter(episode => episode.origin === 'change')
  const left = new Map(ours.map(episode => [runOf(episode.rule, episode.series), episode]))
  for (const rule of rules) {
    yield* each(standing, ({ record, series }) => {
      if (record.clearedAt !== null || !matches(rule, record, series)) return
      const run = runOf(rule.name, series.key)
      steps.push(seen({ rule, record, series, now, previous: left.get(run) ?? null, ended }))
      left.delete(run)
    })
  }
  const ruleOf = new Map(rules.map(rule => [rule.name, rule]))
  yield* each(left.values(), episode => {
    steps.push(unseen(episode, ruleOf.get(episode.rule) ?? null, now))
  })
  return {
    episodes: steps.flatMap(step => step.episodes),
    transitions: steps.flatMap(step => step.transitions),
  }
}

/** Names an episode: the same rule, series and raising give the same id for ever. 20 hex digits. */
export function episodeId(rule: string, series: SeriesKey, raisedAt: Millis): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, series, raisedAt]))
    .digest('hex')
    .slice(0, 20)
}

interface Step {
  episodes: ChangeEpisode[]
  transitions: Transition[]
}

interface Seen {
  rule: Rule
  record: ChangeRecord
  series: Series
  now: Millis
  previous: ChangeEpisode | null
  ended: EvaluationInput['ended']
}

function seen({ rule, record, series, now, previous, ended }: Seen): Step {
  const id = episodeId(rule.name, series.key, record.raisedAt)
  const described = { change: record.change, severity: record.alarm.severity, lastActiveAt: now }
  if (previous?.state === 'firing') {
    return { episodes: [{ ...unaccept(previous), ...described }], transitions: [] }
  }

  const step: Step = { episodes: [], transitions: [] }
  let episode = previous
  if (episode !== null && episode.id !== id) {
    enter(step, { ...episode, state: 'dropped' }, now)
    episode = null
  }
  const before = episode === null ? formerOf(ended?.(id) ?? null) : null
  const pending: ChangeEpisode = {
    ...(before?.firedAs === undefined ? {} : { firedAs: before.firedAs }),
    ...(before?.notified === undefined ? {} : { notified: before.notified }),
    ...episode,
    origin: 'change',
    id,
    rule: rule.name,
    series: series.key,
    seriesId: series.id,
    state: 'pending',
    sequence: episode?.sequence ?? before?.sequence ?? 0,
    pendingSince: Math.min(episode?.pendingSince ?? record.raisedAt, now),
    firingSince: null,
    resolvedAt: null,
    ...described,
  }
  if (episode === null) enter(step, pending, now)
  else step.episodes.push(pending)
  if (now - pending.pendingSince >= rule.for) enter(step, fired(pending, now), now)
  return { ...step, episodes: newestOfEach(step.episodes) }
}

function formerOf(episode: Episode | null): ChangeEpisode | null {
  return episode?.origin === 'change' ? episode : null
}

function fired(pending: ChangeEpisode, now: Millis): ChangeEpisode {
  const { kind, direction, good, onset, effect } = pending.change
  return {
    ...pending,
    state: 'firing',
    firingSince: now,
    firedAs: pending.firedAs ?? { kind, direction, good, onset, effect },
  }
}

function unseen(episode: ChangeEpisode, rule: Rule | null, now: Millis): Step {
  const step: Step = { episodes: [], transitions: [] }
  if (episode.state === 'pending') {
    enter(step, { ...episode, state: 'dropped' }, now)
    return step
  }
  const lastActiveAt = Math.min(episode.lastActiveAt, now)
  if (episode.accepted !== undefined || now - lastActiveAt >= (rule?.keepFiringFor ?? 0)) {
    enter(step, { ...episode, state: 'resolved', lastActiveAt, resolvedAt: now }, now)
  } else if (lastActiveAt !== episode.lastActiveAt) {
    step.episodes.push({ ...episode, lastActiveAt })
  }
  return step
}

function enter(step: Step, episode: ChangeEpisode, at: Millis): void {
  step.episodes.push(episode)
  step.transitions.push({ to: episode.state, at, episode })
}

function newestOfEach(episodes: readonly ChangeEpisode[]): ChangeEpisode[] {
  return [...new Map(episodes.map(episode => [episode.id, episode])).values()]
}

function runOf(rule: string, series: SeriesKey): string {
  return JSON.stringify([rule, series])
}
