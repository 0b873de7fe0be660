// Rows that are tasks: queued when created, started if a column says so, finished or failed when they end.
import type { Millis } from '../../../core/clock.ts'
import type { Event, TaskData } from '../../../events/event.ts'
import type { Identity } from '../mapping/identity.ts'
import { DEFAULTS, type TasksMapping } from '../mapping/mapping.ts'
import { saysOnlyEnds, underwayOf } from '../mapping/roles.ts'
import { NOTHING, notBefore, type ReadRow, type RowView } from '../reading/rows/row.ts'

type Ending = 'completed' | 'failed' | null

export function readTasks(mapping: TasksMapping, identity: Identity): ReadRow {
  const { table } = mapping
  const { source } = identity
  const endingOf = statusReader(mapping)
  const isPhantom = phantomTest(mapping.phantom ?? DEFAULTS.phantom)
  const onlyEnds = saysOnlyEnds(mapping)
  const beginOf = (row: RowView): Millis | null =>
    onlyEnds ? null : row.required('createdAt', row.time('createdAt'))

  return (row, rowKey) => {
    const id = row.required('id', row.entity('id'))
    const createdAt = beginOf(row)
    if (id === null || (createdAt === null) !== onlyEnds) return NOTHING
    const subject = identity.subject(table, id)
    const data = taskData(row)
    const attributes = taskAttributes(data)
    const idOf = (what: string): string => identity.event(table, rowKey, what)
    const events: Event[] = []
    // Written out: a history has millions of them, and each copy of an envelope is one more thing to clear away.
    if (createdAt !== null) {
      events.push({
        id: idOf('queued'),
        at: createdAt,
        source,
        subject,
        attributes,
        type: 'task.queued',
        data,
      })
    }

    const ending = endingOf(row)
    const end = ending === null ? null : endOf(row, createdAt)
    const startedAt = startOf(row, createdAt, end?.at ?? null)
    if (startedAt !== null) {
      events.push({
        id: idOf('started'),
        at: startedAt,
        source,
        subject,
        attributes,
        type: 'task.started',
        data,
      })
    }
    if (end === null) return { events, state: 'open' }
    if (end.at === null) return { events, state: end.refused ? 'settled' : 'limbo' }
    const ended = { at: end.at, source, subject, attributes }
    if (ending === 'completed') events.push({ id: idOf('finished'), ...ended, type: 'task.finished', data })
    else events.push({ id: idOf('failed'), ...ended, type: 'task.failed', data: failureData(row, data) })
    return { events, state: 'settled' }
  }

  function failureData(row: RowView, data: TaskData): TaskData & { phantom: boolean } {
    const error = row.text('error')
    return { ...data, ...(error === null ? {} : { error }), phantom: isPhantom(error) }
  }
}

/** What is said of a task beside its data. */
export function taskAttributes({ taskType, model }: TaskData): Record<string, string> {
  const type = { 'slowburn.task_type': taskType }
  return model === undefined ? type : { ...type, 'gen_ai.request.model': model }
}

/** A test for errors that arose in recording a task's end, not in its work. */
export function phantomTest(patterns: readonly string[]): (error: string | null) => boolean {
  const tests = patterns.filter(isPattern).map(pattern => new RegExp(pattern, 'i'))
  return error => error !== null && tests.some(test => test.test(error))
}

export function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'i') instanceof RegExp
  } catch {
    return false
  }
}

function taskData(row: RowView): TaskData {
  const model = row.text('model')
  const variant = row.text('variant')
  return {
    taskType: row.text('type') ?? 'unknown',
    ...(model === null ? {} : { model }),
    ...(variant === null ? {} : { variant }),
  }
}

function statusReader(mapping: TasksMapping): (row: RowView) => Ending {
  const statuses = mapping.statuses ?? DEFAULTS.statuses
  const completed = new Set(statuses.completed.map(lower))
  const failed = new Set(statuses.failed.map(lower))
  const underway = new Set(underwayOf(statuses))
  if (mapping.columns.status === undefined) {
    return row => {
      if (!row.has('completedAt')) return null
      const isWithout = row.text('error') === null
      // One that could not be read is an error all the same.
      return isWithout && !row.refusals.some(({ role }) => role === 'error') ? 'completed' : 'failed'
    }
  }
  return row => {
    const status = row.text('status')?.toLowerCase() ?? ''
    if (completed.has(status)) return 'completed'
    if (failed.has(status)) return 'failed'
    if (row.has('completedAt') && !underway.has(status)) {
      row.refuse('status', 'is in no list of `statuses`, though the row has an end')
    }
    return null
  }
}

/** Null at: no believable end. It was refused for good unless it may still be written. */
function endOf(row: RowView, createdAt: Millis | null): { at: Millis | null; refused: boolean } {
  const at = row.has('completedAt') ? row.time('completedAt') : row.time('updatedAt')
  if (at === null) return { at, refused: row.has('completedAt') }
  const end = after(row, row.has('completedAt') ? 'completedAt' : 'updatedAt', at, createdAt)
  return { at: end, refused: end === null }
}

function startOf(row: RowView, createdAt: Millis | null, endedAt: Millis | null): Millis | null {
  const raw = row.time('startedAt')
  const at = raw === null ? null : after(row, 'startedAt', raw, createdAt)
  if (at === null || endedAt === null || at <= endedAt) return at
  row.refuse('startedAt', 'lies after the end of the task')
  return null
}

function after(row: RowView, role: string, at: Millis, createdAt: Millis | null): Millis | null {
  return createdAt === null ? at : notBefore(row, role, at, createdAt)
}

function lower(text: string): string {
  return text.toLowerCase()
}
