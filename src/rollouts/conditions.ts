// The conditions under which a rollback is ready: each holds, does not, or is not known; each with its evidence and of when that is.
import type { RolloutSettings } from '../config/keys/rollouts.ts'
import type { Millis } from '../core/clock.ts'
import { formatDuration, HOUR, SECOND } from '../core/duration.ts'
import type { KeptDigest, KeptLook, KeptRehearsal, RehearsalEnd } from '../storage/rollout-store.ts'
import type { Pair } from './pair.ts'

export const CONDITIONS = [
  'artefact',
  'digest',
  'rehearsed',
  'invariants',
  'restore_time',
  'telemetry',
] as const

export interface Condition {
  name: (typeof CONDITIONS)[number]
  /** Null: it is not known. */
  holds: boolean | null
  /** A sentence. */
  words: string
  /** Of when the evidence is; null: there is none. */
  at: Millis | null
}

/** All that is known of one rollout; lists are newest first. */
export interface Known {
  pair: Pair
  digests: readonly KeptDigest[]
  looks: readonly KeptLook[]
  /** The last one of the pair that has ended. */
  rehearsed: (KeptRehearsal & { end: RehearsalEnd }) | null
  /** Of each source that counts, when the last fact of it was; null: there is none that is kept. */
  latest: ReadonlyArray<{ source: string; at: Millis | null }>
  now: Millis
}

/** Within which a source has its next fact, before it counts as gone. */
const SETTLES: Millis = HOUR

export function conditionsOf(settings: RolloutSettings, known: Known): Condition[] {
  const look = lookOf(settings, known)
  const recorded = known.digests.findLast(({ version }) => version === known.pair.to)
  return [
    artefact(look, known),
    digest(look, recorded, known),
    rehearsed(settings, recorded, known),
    invariants(settings, known),
    restoreTime(settings, known),
    telemetry(known),
  ]
}

type Looked = { look: KeptLook } | { unknown: string; at: Millis | null }

function lookOf({ lookWithin }: RolloutSettings, { looks, pair, now }: Known): Looked {
  const look = looks.find(({ version }) => version === pair.to)
  if (look === undefined) return { unknown: `nobody has looked at the artefact of ${pair.to} yet`, at: null }
  const { at } = look
  if (at > now) return { unknown: 'the last look lies in the future: the clock has jumped', at }
  if (now - at > lookWithin)
    return { unknown: `the last look is older than ${formatDuration(lookWithin)}`, at }
  if (look.fault !== null) return { unknown: `it could not be looked at: ${look.fault}`, at }
  return { look }
}

function artefact(looked: Looked, { pair }: Known): Condition {
  const name = 'artefact'
  if ('unknown' in looked) return { name, holds: null, words: looked.unknown, at: looked.at }
  const { digest: found, at } = looked.look
  if (found === null) return { name, holds: false, words: `that of ${pair.to} is not there`, at }
  return { name, holds: true, words: `that of ${pair.to} is there`, at }
}

function digest(looked: Looked, recorded: KeptDigest | undefined, { pair }: Known): Condition {
  const name = 'digest'
  if ('unknown' in looked) return { name, holds: null, words: looked.unknown, at: looked.at }
  const { digest: found, at } = looked.look
  if (found === null) return { name, holds: false, words: `that of ${pair.to} is not there`, at }
  if (recorded === undefined) return { name, holds: null, words: `none was recorded for ${pair.to}`, at }
  if (found !== recorded.digest)
    return { name, holds: false, words: `it is ${found}, recorded was ${recorded.digest}`, at }
  return { name, holds: true, words: `it is ${found}, as recorded`, at }
}

type Ended = { end: RehearsalEnd } | { unknown: string; at: Millis | null }

function endOf({ rehearsed: last, pair, now }: Known): Ended {
  if (last === null)
    return { unknown: `going back from ${pair.from} to ${pair.to} was never rehearsed`, at: null }
  const { endedAt } = last.end
  if (endedAt > now)
    return { unknown: 'the last rehearsal lies in the future: the clock has jumped', at: endedAt }
  return { end: last.end }
}

function rehearsed(
  { rehearseWithin }: RolloutSettings,
  recorded: KeptDigest | undefined,
  known: Known,
): Condition {
  const name = 'rehearsed'
  const ended = endOf(known)
  if ('unknown' in ended) return { name, holds: null, words: ended.unknown, at: ended.at }
  const { endedAt: at, restore, before, after } = ended.end
  const not = (words: string): Condition => ({ name, holds: false, words, at })
  if (!restore.ok) return not(`restoring failed${restore.words === '' ? '' : `: ${restore.words}`}`)
  if (before === null || after === null) return not('the artefact was not there')
  if (before !== after) return not(`the artefact changed meanwhile, from ${before} to ${after}`)
  if (recorded !== undefined && before !== recorded.digest)
    return not(`another artefact was restored, ${before}; recorded was ${recorded.digest}`)
  if (known.now - at > rehearseWithin)
    return not(`the last rehearsal of this pair is older than ${formatDuration(rehearseWithin)}`)
  return { name, holds: true, words: `${known.pair.to} was restored`, at }
}

function invariants({ invariants: wanted }: RolloutSettings, known: Known): Condition {
  const name = 'invariants'
  const ended = endOf(known)
  if ('unknown' in ended) return { name, holds: null, words: ended.unknown, at: ended.at }
  const { endedAt: at, invariants: steps } = ended.end
  const failed = steps.find(({ ok }) => !ok)
  if (failed !== undefined)
    return {
      name,
      holds: false,
      words: `${failed.name} does not hold${failed.words === '' ? '' : `: ${failed.words}`}`,
      at,
    }
  const missing = wanted.find(one => !steps.some(step => step.name === one.name))
  if (missing !== undefined) return { name, holds: null, words: `${missing.name} was not looked at`, at }
  return { name, holds: true, words: `${steps.length} of ${steps.length} held`, at }
}

function restoreTime({ restoreWithin }: RolloutSettings, known: Known): Condition {
  const name = 'restore_time'
  const ended = endOf(known)
  if ('unknown' in ended) return { name, holds: null, words: ended.unknown, at: ended.at }
  const { endedAt: at, restore } = ended.end
  if (!restore.ok) return { name, holds: null, words: 'restoring did not come to its end', at }
  const took = Math.max(SECOND, Math.round(restore.seconds) * SECOND)
  const words = `restoring took ${formatDuration(took)}; its objective is ${formatDuration(restoreWithin)}`
  return { name, holds: restore.seconds * SECOND <= restoreWithin, words, at }
}

/** A rollback that takes the telemetry along would look like peace. */
function telemetry(known: Known): Condition {
  const name = 'telemetry'
  const ended = endOf(known)
  if ('unknown' in ended) return { name, holds: null, words: ended.unknown, at: ended.at }
  const { endedAt } = ended.end
  if (known.latest.length === 0)
    return { name, holds: null, words: 'no source has brought anything yet', at: null }
  const behind = known.latest.find(({ at }) => at === null || at <= endedAt)
  const at = behind === undefined ? Math.min(...known.latest.map(one => one.at ?? 0)) : behind.at
  if (behind === undefined)
    return { name, holds: true, words: 'every source has brought facts since the rehearsal', at }
  const isLate = known.now - endedAt > SETTLES
  return {
    name,
    holds: isLate ? false : null,
    words: `source ${behind.source} has brought no fact since the rehearsal${isLate ? '' : ' yet'}`,
    at,
  }
}
