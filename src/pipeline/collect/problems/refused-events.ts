// What was refused of a source, by the check of events or by itself: a fact that is lost, kept beside the source and named as a
// problem of it for as long as it may still matter. It is never brought again, so nothing but this remembers it.
import type { Millis } from '../../../core/clock.ts'
import { WEEK } from '../../../core/duration.ts'
import { PASSED_OVER } from '../../../events/intake.ts'
import { redact } from '../../../events/redact.ts'
import type { RefusedCandidate, SourceProblem } from '../../../sources/source.ts'
import type { SourceStore } from '../../../storage/store.ts'
import { recallList, rememberList } from './remembered.ts'

/** Plain JSON. */
interface Refused {
  reason: string
  count: number
  lastAt: Millis
  /** What was wrong with the latest, redacted. */
  example: string
}

const OWNER = '#refused events'
/** How long after the last refusal for a reason that is still said. */
const SHOWN: Millis = WEEK
/** Reasons are few; one that makes up its own is held to as many. */
const MOST_REASONS = 10
const LONGEST_EXAMPLE = 300

/** Must run inside the commit in which the candidates were refused. */
export function rememberRefused(
  store: Pick<SourceStore, 'recall' | 'remember'>,
  source: string,
  refused: readonly RefusedCandidate[],
  now: Millis,
): void {
  const lost = refused.filter(({ reason }) => reason !== PASSED_OVER)
  if (lost.length === 0) return
  const known = new Map(standing(store, source, now).map(one => [one.reason, one]))
  for (const { reason, detail, count = 1 } of lost) {
    const name = known.has(reason) || known.size < MOST_REASONS ? reason : 'other'
    const before = known.get(name)?.count ?? 0
    const example = redact(detail.slice(0, LONGEST_EXAMPLE))
    known.set(name, { reason: name, count: before + count, lastAt: now, example })
  }
  rememberList(store, OWNER, source, [...known.values()])
}

/** What stands against the source for them. */
export function refusedProblems(
  store: Pick<SourceStore, 'recall'>,
  source: string,
  now: Millis,
): readonly SourceProblem[] {
  return standing(store, source, now).map(({ reason, count, example }) => ({
    where: source,
    key: `events refused: ${reason}`,
    message: `${count} of its events were refused (${reason}); what they said is lost`,
    remedy: `The latest: ${example}`,
    refused: 0,
  }))
}

function standing(store: Pick<SourceStore, 'recall'>, source: string, now: Millis): readonly Refused[] {
  return recallList(store, OWNER, source, isRefused).filter(({ lastAt }) => now - lastAt < SHOWN)
}

function isRefused(value: unknown): value is Refused {
  if (typeof value !== 'object' || value === null) return false
  const { reason, count, lastAt, example } = value as Partial<Record<keyof Refused, unknown>>
  return (
    typeof reason === 'string' &&
    typeof count === 'number' &&
    typeof lastAt === 'number' &&
    typeof example === 'string'
  )
}
