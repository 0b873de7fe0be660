// Joins the events of one entity to its lifecycle. Events may come in any order and more than once: the
// result depends only on which events have come.
import type { Millis } from '../core/clock.ts'
import type { Event } from '../events/event.ts'
import type { Lifecycle, LifecycleKind } from './lifecycle.ts'

/** A release belongs to no lifecycle: nothing of it is open. */
export type LifecycleEvent = Exclude<Event, { type: 'rollout.changed' }>

/** Where the lifecycle of an event is kept. */
export interface LifecycleKey {
  kind: LifecycleKind
  source: string
  subject: string
}

const KIND: Readonly<Record<LifecycleEvent['type'], LifecycleKind>> = {
  'task.queued': 'task',
  'task.started': 'task',
  'task.finished': 'task',
  'task.failed': 'task',
  'claim.made': 'claim',
  'claim.verified': 'claim',
  'roi.projected': 'roi',
  'roi.realised': 'roi',
  'roi.written_off': 'roi',
  'gauge.observed': 'observation',
}

/** Every observation is a lifecycle of its own, known by the id of its event: its subject may be read often. */
export function lifecycleOf(event: LifecycleEvent): LifecycleKey {
  const kind = KIND[event.type]
  return { kind, source: event.source, subject: kind === 'observation' ? event.id : event.subject }
}

/**
 * The lifecycle after one more event; `current` is the lifecycle of `lifecycleOf(event)`, or null.
 *
 * Where events contradict each other, these rules choose, whatever the order of arrival:
 * - the earliest opening stands, with all that it says (at equal times the one that sorts first);
 * - the earliest start stands, and a measured one replaces a reconstructed one;
 * - the earliest end stands, so that a closed bucket is not rewritten by what comes later; at equal times
 *   the least flattering outcome;
 * - a verification that was a random audit stands over all others; the earliest other one is kept in the
 *   measures `unaudited_at` and `unaudited_true`, because it is what was known until the audit;
 * - of a label that several events of a task carry, the word of the latest stage (queued, started, ended)
 *   stands: the model that did the work, not the one that was asked for.
 */
export function applyEvent(current: Lifecycle | null, event: LifecycleEvent): Lifecycle {
  const lifecycle = current ?? blank(lifecycleOf(event))
  switch (event.type) {
    case 'task.queued':
      return { ...label(lifecycle, event.data, 1), openedAt: earliest(lifecycle.openedAt, event.at) }
    case 'task.started':
      return startTask(label(lifecycle, event.data, 2), event.at)
    case 'task.finished':
      return end(label(lifecycle, event.data, 3), event.at, 'completed', {})
    case 'task.failed':
      return end(label(lifecycle, event.data, 3), event.at, event.data.phantom ? 'phantom' : 'failed', {})
    case 'claim.made': {
      const { claimType, model, probability, propensity } = event.data
      return open(
        lifecycle,
        event.at,
        { probability, propensity },
        { claim_type: claimType, model: model === '' ? undefined : model },
      )
    }
    case 'claim.verified':
      return verify(lifecycle, { at: event.at, outcome: event.data.outcome }, event.data.audit)
    case 'roi.projected':
      return open(
        lifecycle,
        event.at,
        { projected: event.data.amount },
        { category: event.data.category === '' ? undefined : event.data.category },
      )
    case 'roi.realised':
      return end(lifecycle, event.at, 'realised', { realised: event.data.amount })
    case 'roi.written_off':
      return end(lifecycle, event.at, 'written_off', {})
    case 'gauge.observed':
      return observe(lifecycle, event.at, event.data)
  }
}

function blank({ kind, source, subject }: LifecycleKey): Lifecycle {
  return {
    kind,
    subject,
    source,
    openedAt: null,
    startedAt: null,
    start: null,
    endedAt: null,
    outcome: null,
    measures: {},
    labels: {},
  }
}

function earliest(current: Millis | null, at: Millis): Millis {
  return current === null ? at : Math.min(current, at)
}

function startTask(lifecycle: Lifecycle, at: Millis): Lifecycle {
  const measured = lifecycle.start === 'measured' ? lifecycle.startedAt : null
  return { ...lifecycle, startedAt: earliest(measured, at), start: 'measured' }
}

type Stage = 1 | 2 | 3

/** Takes over the labels of a task event; `<label>_stage` remembers who said it (absent: at the queueing). */
function label(lifecycle: Lifecycle, data: { taskType: string; model?: string }, stage: Stage): Lifecycle {
  let { labels, measures } = lifecycle
  for (const [name, value] of Object.entries({ task_type: data.taskType, model: data.model })) {
    if (value === undefined || value === '') continue
    const known = labels[name]
    const knownStage = measures[`${name}_stage`] ?? 1
    if (known !== undefined && (stage < knownStage || (stage === knownStage && known <= value))) continue
    labels = sorted({ ...labels, [name]: value })
    if (stage > 1) measures = sorted({ ...measures, [`${name}_stage`]: stage })
  }
  return { ...lifecycle, labels, measures }
}

/** Opens a claim or an investment. The facts of the opening that stands replace those of another whole. */
function open(
  lifecycle: Lifecycle,
  at: Millis,
  measures: Record<string, number | undefined>,
  labels: Record<string, string | undefined>,
): Lifecycle {
  const { openedAt } = lifecycle
  if (openedAt !== null) {
    const known = describe(Object.keys(measures), lifecycle.measures, Object.keys(labels), lifecycle.labels)
    const told = describe(Object.keys(measures), measures, Object.keys(labels), labels)
    if (openedAt < at || (openedAt === at && known <= told)) return lifecycle
  }
  return {
    ...lifecycle,
    openedAt: at,
    measures: sorted({ ...lifecycle.measures, ...measures }),
    labels: sorted({ ...lifecycle.labels, ...labels }),
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

/** From most to least flattering: the later one stands where two ends have the same time. */
const OUTCOMES: readonly string[] = ['completed', 'phantom', 'failed', 'realised', 'written_off']

function end(lifecycle: Lifecycle, at: Millis, outcome: string, amounts: Record<string, number>): Lifecycle {
  if (lifecycle.endedAt !== null) {
    if (lifecycle.endedAt < at) return lifecycle
    const worse = OUTCOMES.indexOf(outcome) - OUTCOMES.indexOf(lifecycle.outcome ?? '')
    const less = (amounts.realised ?? 0) - (lifecycle.measures.realised ?? 0)
    if (lifecycle.endedAt === at && (worse < 0 || (worse === 0 && less >= 0))) return lifecycle
  }
  const measures = sorted<number>({ ...lifecycle.measures, realised: undefined, ...amounts })
  return { ...lifecycle, endedAt: at, outcome, measures }
}

interface Verification {
  at: Millis
  outcome: boolean
}

function verify(lifecycle: Lifecycle, told: Verification, audit: boolean): Lifecycle {
  const { audited, unaudited } = verificationsOf(lifecycle)
  const nextAudited = audit ? first(audited, told) : audited
  const nextUnaudited = audit ? unaudited : first(unaudited, told)
  const standing = nextAudited ?? nextUnaudited
  if (standing === null) return lifecycle
  const behind = nextAudited === null ? null : nextUnaudited
  return {
    ...lifecycle,
    endedAt: standing.at,
    outcome: String(standing.outcome),
    measures: sorted({
      ...lifecycle.measures,
      audit: nextAudited === null ? 0 : 1,
      unaudited_at: behind?.at,
      unaudited_true: behind === null ? undefined : Number(behind.outcome),
    }),
  }
}

/** The earliest random audit of a claim and the earliest verification of any other origin. */
export function verificationsOf(claim: Lifecycle): {
  audited: Verification | null
  unaudited: Verification | null
} {
  const { endedAt, outcome, measures } = claim
  if (endedAt === null) return { audited: null, unaudited: null }
  const standing = { at: endedAt, outcome: outcome === 'true' }
  if (measures.audit !== 1) return { audited: null, unaudited: standing }
  const at = measures.unaudited_at
  return {
    audited: standing,
    unaudited: at === undefined ? null : { at, outcome: measures.unaudited_true === 1 },
  }
}

function first(known: Verification | null, told: Verification): Verification {
  if (known === null || told.at < known.at) return told
  if (told.at > known.at) return known
  return known.outcome ? told : known
}

function observe(lifecycle: Lifecycle, at: Millis, data: { name: string; value: number }): Lifecycle {
  const { openedAt, measures, labels } = lifecycle
  if (openedAt !== null) {
    const known = JSON.stringify([labels.name, measures.value])
    const told = JSON.stringify([data.name, data.value])
    if (openedAt < at || (openedAt === at && known <= told)) return lifecycle
  }
  return {
    ...lifecycle,
    openedAt: at,
    endedAt: at,
    measures: { value: data.value },
    labels: { name: data.name },
  }
}

/** The same record with its names in order and without what is undefined, so that equal facts are equal bytes. */
function sorted<T extends string | number>(
  record: Readonly<Record<string, T | undefined>>,
): Record<string, T> {
  const result: Record<string, T> = {}
  for (const name of Object.keys(record).sort()) {
    const value = record[name]
    if (value !== undefined) result[name] = value
  }
  return result
}
