// A task: queued, started, finished or failed.
import type { Millis } from '../../core/clock.ts'
import type { TaskData } from '../../events/event.ts'
import { earliest, end, type Facts, remove, sorted } from '../facts.ts'
import type { Kind } from '../kind.ts'

/** From most to least flattering. */
const OUTCOMES = ['completed', 'phantom', 'failed'] as const

/**
 * The earliest queueing, start and end stand, so that a closed bucket is not rewritten by a retry; a measured start
 * replaces a reconstructed one. Of a label that several events carry, the word of the latest stage stands: the model
 * that did the work, not the one that was asked for. Measures: `<label>_stage` of a label that was given after the
 * queueing (2: at the start, 3: at the end).
 */
export const task = {
  identity: 'subject',
  lasts: true,
  revisable: 0,
  joins: {
    'task.queued': (facts, { at, data }) => ({
      ...label(facts, data, 1),
      openedAt: earliest(facts.openedAt, at),
    }),
    'task.started': (facts, { at, data }) => start(label(facts, data, 2), at),
    'task.finished': (facts, { at, data }) => end(label(facts, data, 3), at, 'completed', OUTCOMES),
    'task.failed': (facts, { at, data }) =>
      end(label(facts, data, 3), at, data.phantom ? 'phantom' : 'failed', OUTCOMES),
    'task.removed': (facts, { at }) => remove(facts, at),
  },
} satisfies Kind

function start(facts: Facts, at: Millis): Facts {
  const measured = facts.start === 'measured' ? facts.startedAt : null
  return { ...facts, startedAt: earliest(measured, at), start: 'measured' }
}

type Stage = 1 | 2 | 3

/** In the order of their names: each is put behind those before it. */
const LABELS = [
  { name: 'model', stageName: 'model_stage', of: ({ model }: TaskData) => model },
  { name: 'table', stageName: 'table_stage', of: ({ table }: TaskData) => table },
  { name: 'task_type', stageName: 'task_type_stage', of: ({ taskType }: TaskData) => taskType },
] as const

/** Takes over the labels of an event; `<label>_stage` remembers which one gave it (absent: the queueing). */
function label(facts: Facts, data: TaskData, stage: Stage): Facts {
  let { labels, measures } = facts
  for (const { name, stageName, of } of LABELS) {
    const value = of(data)
    if (value === undefined || value === '') continue
    const known = labels[name]
    const knownStage = measures[stageName] ?? 1
    if (known !== undefined && (stage < knownStage || (stage === knownStage && known <= value))) continue
    labels = put(labels, name, value)
    if (stage > 1) measures = put(measures, stageName, stage)
  }
  return labels === facts.labels && measures === facts.measures ? facts : { ...facts, labels, measures }
}

/** With one name more or another value; the names stay in order. */
function put<T extends string | number>(
  record: Readonly<Record<string, T>>,
  name: string,
  value: T,
): Readonly<Record<string, T>> {
  const known = record[name]
  if (known === value) return record
  let last = ''
  for (const other in record) last = other
  const next = { ...record, [name]: value }
  return known !== undefined || last < name ? next : sorted(next)
}
