// A task: queued, started, finished or failed.
import type { Millis } from '../../core/clock.ts'
import type { TaskData } from '../../events/event.ts'
import { earliest, type Facts, REMOVED, remove, sorted } from '../facts.ts'
import type { Kind } from '../kind.ts'

/** From most to least flattering. */
const OUTCOMES: readonly (string | null)[] = ['completed', 'phantom', 'failed']
const [COMPLETED, PHANTOM, FAILED] = [0, 1, 2]

/**
 * The earliest queueing, start and end stand; a measured start replaces a reconstructed one. Once a task was reopened its latest
 * start and end stand, and it has none where all of its ends lie at or before the moment that was said. Of a label that several events carry, the word of the latest stage stands: the model
 * that did the work, not the one that was asked for. Measures: `<label>_stage` of a label that was given after the
 * queueing (2: at the start, 3: at the end); `reopened_at`; `last_started_at`, and `last_ended_at` with `last_outcome`, where these
 * were reported too and do not stand (yet).
 */
export const task = {
  identity: 'subject',
  lasts: true,
  revisable: 0,
  labels: {
    task_type: 'What kind of work it is.',
    model: 'What does it.',
    table: 'The table that it is a row of, where a source has several.',
    variant: 'Which version, prompt or flag it was done with; `service.version` where nothing else is said.',
  },
  joins: {
    'task.queued': (facts, event) => ({
      ...label(facts, event, 1),
      openedAt: earliest(facts.openedAt, event.at),
    }),
    'task.started': (facts, event) => start(label(facts, event, 2), event.at),
    'task.finished': (facts, event) => end(label(facts, event, 3), { at: event.at, rank: COMPLETED }),
    'task.failed': (facts, event) =>
      end(label(facts, event, 3), { at: event.at, rank: event.data.phantom ? PHANTOM : FAILED }),
    'task.reopened': (facts, { at }) => reopen(facts, at),
    'task.removed': (facts, { at }) => remove(facts, at),
  },
} satisfies Kind

function start(facts: Facts, at: Millis): Facts {
  const { measures } = facts
  const measured = facts.start === 'measured' ? facts.startedAt : null
  const last = Math.max(measures.last_started_at ?? measured ?? at, at)
  if (measures.reopened_at !== undefined) return { ...facts, start: 'measured', startedAt: last }
  const first = earliest(measured, at)
  const further = first === last ? undefined : last
  const known = withMeasures(measures, { last_started_at: further })
  return { ...facts, start: 'measured', startedAt: first, measures: known }
}

/** One that was reported; of two at one moment the less flattering stands. */
interface End {
  at: Millis
  /** Place in `OUTCOMES`. */
  rank: number
}

function end(facts: Facts, reported: End): Facts {
  const { reopened_at: reopenedAt, last_ended_at: lastAt, last_outcome: lastRank } = facts.measures
  const stands = facts.endedAt === null ? null : { at: facts.endedAt, rank: rankOf(facts) }
  if (reopenedAt !== undefined) {
    return reported.at <= reopenedAt ? facts : withEnd(facts, later(stands, reported))
  }
  const last = later(lastAt === undefined ? stands : { at: lastAt, rank: lastRank ?? COMPLETED }, reported)
  const first = earlier(stands, reported)
  const further = first.at === last.at ? undefined : last
  const measures = withMeasures(facts.measures, { last_ended_at: further?.at, last_outcome: further?.rank })
  return { ...facts, measures, endedAt: first.at, outcome: OUTCOMES[first.rank] ?? null }
}

function reopen(facts: Facts, at: Millis): Facts {
  const { reopened_at: before, last_ended_at: lastAt, last_outcome: lastRank } = facts.measures
  const reopenedAt = Math.max(before ?? at, at)
  const stands = facts.endedAt === null ? null : { at: facts.endedAt, rank: rankOf(facts) }
  const last = lastAt === undefined ? stands : { at: lastAt, rank: lastRank ?? COMPLETED }
  const { start: how, startedAt, measures } = facts
  const started = how === 'measured' ? (measures.last_started_at ?? startedAt) : null
  const known = withMeasures(measures, {
    reopened_at: reopenedAt,
    last_ended_at: undefined,
    last_outcome: undefined,
    last_started_at: undefined,
  })
  const open: Facts = { ...facts, measures: known, startedAt: started, start: started === null ? null : how }
  return withEnd(open, last !== null && last.at > reopenedAt ? last : null)
}

function withEnd(facts: Facts, stands: End | null): Facts {
  if (stands !== null) return { ...facts, endedAt: stands.at, outcome: OUTCOMES[stands.rank] ?? null }
  return { ...facts, endedAt: null, outcome: facts.measures.removed_at === undefined ? null : REMOVED }
}

function rankOf({ outcome }: Facts): number {
  return Math.max(COMPLETED, OUTCOMES.indexOf(outcome))
}

function earlier(one: End | null, other: End): End {
  if (one === null || other.at < one.at) return other
  return other.at === one.at && other.rank > one.rank ? other : one
}

function later(one: End | null, other: End): End {
  if (one === null || other.at > one.at) return other
  return other.at === one.at && other.rank > one.rank ? other : one
}

/** The measures with these in place of those of before; the same ones where nothing changes. */
function withMeasures(
  measures: Facts['measures'],
  changed: Readonly<Record<string, number | undefined>>,
): Facts['measures'] {
  for (const name in changed) {
    if (measures[name] !== changed[name]) return sorted({ ...measures, ...changed })
  }
  return measures
}

type Stage = 1 | 2 | 3

interface Label {
  name: string
  stageName: string
  of(event: Told): string | undefined
}

/** What an event of a task says, and what stands beside it. */
interface Told {
  data: TaskData
  attributes: Readonly<Record<string, string>>
}

/** In the order of their names. */
const LABELS: readonly Label[] = [
  { name: 'model', stageName: 'model_stage', of: ({ data }) => data.model },
  { name: 'table', stageName: 'table_stage', of: ({ data }) => data.table },
  { name: 'task_type', stageName: 'task_type_stage', of: ({ data }) => data.taskType },
  {
    name: 'variant',
    stageName: 'variant_stage',
    of: ({ data, attributes }) => data.variant ?? attributes['service.version'],
  },
]

/** Takes over the labels of an event; `<label>_stage` remembers which one gave it (absent: the queueing). */
function label(facts: Facts, event: Told, stage: Stage): Facts {
  let labels: Record<string, string> | null = null
  let measures: Record<string, number> | null = null
  for (const one of LABELS) {
    const value = one.of(event)
    if (value === undefined || value === '' || !prevails(facts, value, stage, one)) continue
    if (facts.labels[one.name] !== value) {
      labels ??= { ...facts.labels }
      labels[one.name] = value
    }
    if (stage > 1) {
      measures ??= { ...facts.measures }
      measures[one.stageName] = stage
    }
  }
  if (labels === null && measures === null) return facts
  return { ...facts, labels: sorted(labels ?? facts.labels), measures: sorted(measures ?? facts.measures) }
}

/** Whether the word of an event for a label does from now on. */
function prevails(
  { labels, measures }: Facts,
  value: string,
  stage: Stage,
  { name, stageName }: Label,
): boolean {
  const known = labels[name]
  const knownStage = measures[stageName] ?? 1
  return known === undefined || stage > knownStage || (stage === knownStage && known > value)
}
