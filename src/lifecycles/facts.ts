// What is known of one entity, apart from who it is: the events that have come, joined. And what the kinds share in
// joining them.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'

export interface Facts {
  /** Queued, claimed, spent. Null while only a later event has been seen. */
  openedAt: Millis | null
  /** When work began. Null where it is not known. */
  startedAt: Millis | null
  /** How `startedAt` is known. */
  start: 'measured' | 'reconstructed' | null
  endedAt: Millis | null
  /** One of the outcomes of its kind; null while it is open. */
  outcome: string | null
  /** Numbers by name, and what joining must remember; each kind says which. */
  measures: Readonly<Record<string, number>>
  /** `task_type`, `model`, `claim_type`, `category`, `name`: allow-listed, capped, overflow is `other`. */
  labels: Labels
}

export const NOTHING_KNOWN: Facts = {
  openedAt: null,
  startedAt: null,
  start: null,
  endedAt: null,
  outcome: null,
  measures: {},
  labels: {},
}

export function earliest(current: Millis | null, at: Millis): Millis {
  return current === null ? at : Math.min(current, at)
}

/** Opens a claim or an investment. The facts of the opening that stands replace those of another whole. */
export function open(
  facts: Facts,
  at: Millis,
  measures: Record<string, number | undefined>,
  labels: Record<string, string | undefined>,
): Facts {
  const { openedAt } = facts
  if (openedAt !== null) {
    const known = describe(Object.keys(measures), facts.measures, Object.keys(labels), facts.labels)
    const reported = describe(Object.keys(measures), measures, Object.keys(labels), labels)
    if (openedAt < at || (openedAt === at && known <= reported)) return facts
  }
  return {
    ...facts,
    openedAt: at,
    measures: sorted({ ...facts.measures, ...measures }),
    labels: sorted({ ...facts.labels, ...labels }),
  }
}

function describe(
  measureNames: readonly string[],
  measures: Readonly<Record<string, number | undefined>>,
  labelNames: readonly string[],
  labels: Readonly<Record<string, string | undefined>>,
): string {
  return JSON.stringify([
    measureNames.map(name => measures[name] ?? null),
    labelNames.map(name => labels[name] ?? null),
  ])
}

/**
 * Ends a task or an investment. `outcomes` are those of the kind from most to least flattering: the later one stands
 * where two ends have the same time.
 */
export function end(
  facts: Facts,
  at: Millis,
  outcome: string,
  outcomes: readonly string[],
  amounts: Record<string, number> | null = null,
): Facts {
  if (facts.endedAt !== null) {
    if (facts.endedAt < at) return facts
    const worse = outcomes.indexOf(outcome) - outcomes.indexOf(facts.outcome ?? '')
    const less = (amounts?.realised ?? 0) - (facts.measures.realised ?? 0)
    if (facts.endedAt === at && (worse < 0 || (worse === 0 && less >= 0))) return facts
  }
  if (amounts === null && facts.measures.realised === undefined) return { ...facts, endedAt: at, outcome }
  const measures = sorted<number>({ ...facts.measures, realised: undefined, ...amounts })
  return { ...facts, endedAt: at, outcome, measures }
}

/**
 * Closes what was removed at its source before its end was seen: it is open no longer, and has no end. An end that is
 * seen all the same, in an archive say, stands over it. Measures: `removed_at`.
 */
export function remove(facts: Facts, at: Millis): Facts {
  const measures = sorted<number>({
    ...facts.measures,
    removed_at: earliest(facts.measures.removed_at ?? null, at),
  })
  return { ...facts, measures, outcome: facts.endedAt === null ? REMOVED : facts.outcome }
}

/** When it ended or was removed; null while it is open. */
export function overAt({ endedAt, measures }: Facts): Millis | null {
  return endedAt ?? measures.removed_at ?? null
}

/** The outcome of what was removed; it has no `endedAt`. */
export const REMOVED = 'removed'

/** The same record with its names in order and without what is undefined, so that equal facts are equal bytes. Most are so already. */
export function sorted<T extends string | number>(
  record: Readonly<Record<string, T | undefined>>,
): Readonly<Record<string, T>> {
  if (isSorted(record)) return record
  const result: Record<string, T> = {}
  for (const name of Object.keys(record).sort()) {
    const value = record[name]
    if (value !== undefined) result[name] = value
  }
  return result
}

function isSorted<T>(record: Readonly<Record<string, T | undefined>>): record is Readonly<Record<string, T>> {
  let last = ''
  for (const name in record) {
    if (name < last || record[name] === undefined) return false
    last = name
  }
  return true
}
