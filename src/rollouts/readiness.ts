// Whether a rollback is ready: a conjunction of conditions, in which what is not known never counts as holding.
import type { RolloutSettings } from '../config/keys/rollouts.ts'
import type { Millis } from '../core/clock.ts'
import type { Release } from '../events/release.ts'
import type { LifecycleKey } from '../lifecycles/lifecycle.ts'
import type { KeptDigest, KeptLook, KeptRehearsal, RehearsalEnd } from '../storage/rollout-store.ts'
import { type Condition, conditionsOf } from './conditions.ts'
import { type Pair, pairOf, runningOf } from './pair.ts'

export type RolloutVerdict = 'ready' | 'not ready' | 'insufficient' | 'broken'

export interface Readiness {
  rollout: string
  verdict: RolloutVerdict
  /** A sentence for each thing that stands in the way. */
  reasons: readonly string[]
  /** The version that runs; null: none is known. */
  runs: string | null
  /** Null: there are not two versions. */
  pair: Pair | null
  conditions: readonly Condition[]
  /** When the last rehearsal of the pair ended; null: there is none. */
  rehearsedAt: Millis | null
  /** A rehearsal that is under way. */
  underway: { id: string; from: string; to: string; begunAt: Millis } | null
}

/** What is read of the store: a view that only reads will do. */
export interface ReadinessStore {
  readonly releases: { list(limit: number): readonly Release[] }
  readonly rollouts: {
    digests(rollout: string): readonly KeptDigest[]
    looks(rollout: string): readonly KeptLook[]
    rehearsals(rollout: string): readonly KeptRehearsal[]
  }
  readonly lifecycles: {
    streams(): ReadonlyArray<Pick<LifecycleKey, 'kind' | 'source'>>
    latest(kind: LifecycleKey['kind'], source: string): Millis | null
  }
}

/** Among these the two latest versions are looked for. */
const RELEASES = 1000

export function readinessOf(settings: RolloutSettings, store: ReadinessStore, now: Millis): Readiness {
  const { name: rollout } = settings
  const rehearsals = store.rollouts.rehearsals(rollout)
  const current = rehearsals.find(one => isUnderway(one, now)) ?? null
  const underway = current && { id: current.id, from: current.from, to: current.to, begunAt: current.begunAt }
  const releases = store.releases.list(RELEASES)
  const runs = runningOf(releases, settings, now)
  const pair = pairOf(releases, settings, now)
  if (pair === null) {
    const reasons = ['there are not two versions of it yet: nothing to go back to is known']
    return {
      rollout,
      verdict: 'insufficient',
      reasons,
      runs,
      pair,
      conditions: [],
      rehearsedAt: null,
      underway,
    }
  }
  const ofPair = rehearsals.filter(({ from, to }) => from === pair.from && to === pair.to)
  const rehearsed = ofPair.find(hasEnded) ?? null
  const conditions = conditionsOf(settings, {
    pair,
    digests: store.rollouts.digests(rollout),
    looks: store.rollouts.looks(rollout),
    rehearsed,
    latest: latestOf(settings, store),
    now,
  })
  const fault = brokenBy(ofPair.find(one => one.id !== current?.id))
  const open = conditions.filter(({ holds }) => holds !== true).map(({ name, words }) => `${name}: ${words}`)
  return {
    rollout,
    verdict: fault === null ? verdictOf(conditions) : 'broken',
    reasons: fault === null ? open : [fault, ...open],
    runs,
    pair,
    conditions,
    rehearsedAt: rehearsed?.end.endedAt ?? null,
    underway,
  }
}

/** One that begins in the future was begun before the clock jumped back: it has had its time. */
export function isUnderway({ begunAt, limit, end }: KeptRehearsal, now: Millis): boolean {
  return end === null && begunAt <= now && now - begunAt <= limit
}

function hasEnded(one: KeptRehearsal): one is KeptRehearsal & { end: RehearsalEnd } {
  return one.end !== null
}

/** The last one that is not under way: what broke then is not known to have come to anything. */
function brokenBy(last: KeptRehearsal | undefined): string | null {
  if (last === undefined) return null
  if (last.end === null) return 'the last rehearsal was begun and has not ended'
  return last.end.interrupted ? 'the last rehearsal was stopped before its end' : null
}

function verdictOf(conditions: readonly Condition[]): RolloutVerdict {
  if (conditions.some(({ holds }) => holds === false)) return 'not ready'
  return conditions.every(({ holds }) => holds === true) ? 'ready' : 'insufficient'
}

function latestOf({ sources }: RolloutSettings, { lifecycles }: ReadinessStore) {
  const streams = lifecycles.streams()
  const names = sources ?? [...new Set(streams.map(({ source }) => source))]
  return names.map(source => {
    const moments = streams
      .filter(stream => stream.source === source)
      .flatMap(({ kind }) => lifecycles.latest(kind, source) ?? [])
    return { source, at: moments.length === 0 ? null : Math.max(...moments) }
  })
}
