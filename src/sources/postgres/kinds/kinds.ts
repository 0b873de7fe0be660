// Chooses, for each mapped table, what its rows mean.

import type { Millis } from '../../../core/clock.ts'
import type { Event, TaskData } from '../../../events/event.ts'
import { createIdentity, type Identity } from '../mapping/identity.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { archiveOf, lifecycleKindOf, mappingKey, saysOnlyEnds } from '../mapping/roles.ts'
import { lifeIn } from '../reading/rows/lives.ts'
import type { ReadRow } from '../reading/rows/row.ts'
import { readClaims } from './claims.ts'
import { readObservations } from './observations.ts'
import { readReleases } from './releases.ts'
import { readRoi } from './roi.ts'
import { readRuns } from './runs.ts'
import { readTasks, taskAttributes } from './tasks.ts'

/**
 * By mapping key.
 *
 * @param labels How the tables are called in ids, by mapping key, where not by their own names: one that was replaced
 *   has a life of its own, and ids of its own.
 */
export function rowReaders(
  source: string,
  mappings: readonly TableMapping[],
  labels: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, ReadRow> {
  const identity = createIdentity(source)
  return new Map(
    mappings.map(mapping => {
      const read = rowReader(mapping, mappings, identity, labels)
      const table = tableName(mapping, mappings)
      return [mappingKey(mapping), table === null ? read : naming(read, table)] as const
    }),
  )
}

/** Kinds of lifecycle that several tables feed. */
export function severalTables(mappings: readonly TableMapping[]): string[] {
  const own = mappings.filter(mapping => archiveOf(mapping) === null)
  const of = (as: TableMapping['as']): number => own.filter(mapping => mapping.as === as).length
  return [
    ...(of('tasks') > 1 ? ['task'] : []),
    ...(of('claims') > 1 ? ['claim'] : []),
    ...(of('roi') > 1 ? ['roi'] : []),
  ]
}

/** The table that the events of a row name, that of the tasks for runs and archives; null where there is only one. */
function tableName(mapping: TableMapping, mappings: readonly TableMapping[]): string | null {
  if (!severalTables(mappings).includes(lifecycleKindOf(mapping) ?? '')) return null
  if (mapping.as === 'runs') return tasksOf(mapping, mappings)?.table ?? null
  return archiveOf(mapping) ?? mapping.table
}

function naming(read: ReadRow, table: string): ReadRow {
  return (row, rowKey) => {
    const reading = read(row, rowKey)
    return { ...reading, events: reading.events.map(event => named(event, table)) }
  }
}

/** Only what opens a lifecycle or says of what type it is names its table. */
function named(event: Event, table: string): Event {
  switch (event.type) {
    case 'task.queued':
    case 'task.started':
    case 'task.finished':
      return { ...event, data: { ...event.data, table } }
    case 'task.failed':
      return { ...event, data: { ...event.data, table } }
    case 'claim.made':
      return { ...event, data: { ...event.data, table } }
    case 'roi.projected':
      return { ...event, data: { ...event.data, table } }
    default:
      return event
  }
}

const REMOVALS = { tasks: 'task.removed', claims: 'claim.removed', roi: 'roi.removed' } as const

/** That a row which was open is not there any more; null for kinds of which nothing stays open. */
export function removal(
  source: string,
  mapping: TableMapping,
  label: string,
  row: { key: string; entity: string | null },
  at: Millis,
): Event | null {
  const { as } = mapping
  if (as !== 'tasks' && as !== 'claims' && as !== 'roi') return null
  const identity = createIdentity(source)
  const subject = identity.subject(label, row.entity ?? row.key)
  const key = `${row.key}${lifeIn(row.entity)}`
  return { ...identity.envelope(label, key, 'removed', subject, at), type: REMOVALS[as], data: {} }
}

/**
 * That a row which was open was seen to be deleted, and when. Where the mapping says so, a task that had begun was completed
 * thereby: of its type and model the row says nothing any more, so they are those of before. `stage`: how many of its events
 * there were.
 */
export function deletion(
  source: string,
  mapping: TableMapping,
  label: string,
  row: { key: string; entity: string | null; stage: number; origin: TaskData | null },
  at: Millis,
): Event | null {
  const { origin } = row
  const opening = saysOnlyEnds(mapping) ? 0 : 1
  const begun = mapping.as === 'tasks' && (mapping.columns.startedAt === undefined || row.stage > opening)
  if (!begun || mapping.deleted !== 'completed' || origin === null) {
    return removal(source, mapping, label, row, at)
  }
  const identity = createIdentity(source)
  const subject = identity.subject(label, row.entity ?? row.key)
  const envelope = identity.envelope(label, `${row.key}${lifeIn(row.entity)}`, 'finished', subject, at)
  return { ...envelope, attributes: taskAttributes(origin), type: 'task.finished', data: origin }
}

/** The tasks that the rows of a `runs` mapping belong to; undefined where there are none. */
export function tasksOf(
  mapping: TableMapping & { as: 'runs' },
  mappings: readonly TableMapping[],
): TableMapping | undefined {
  const tasks = mappings.filter(candidate => candidate.as === 'tasks')
  return mapping.of === undefined ? tasks[0] : tasks.find(({ table }) => table === mapping.of)
}

function rowReader(
  mapping: TableMapping,
  mappings: readonly TableMapping[],
  identity: Identity,
  labels: ReadonlyMap<string, string>,
): ReadRow {
  const labelled = <M extends TableMapping>(one: M): M => ({
    ...one,
    table: labels.get(mappingKey(one)) ?? one.table,
  })
  switch (mapping.as) {
    case 'tasks':
      return readTasks(labelled(mapping), archived(mapping, mappings, identity, labelled))
    case 'runs':
      return readRuns(labelled(mapping), labelled(tasksOf(mapping, mappings) ?? mapping).table, identity)
    case 'claims':
      return readClaims(labelled(mapping), identity)
    case 'roi':
      return readRoi(labelled(mapping), identity)
    case 'releases':
      return readReleases(labelled(mapping), identity)
    case 'observations':
      return readObservations(labelled(mapping), identity)
  }
}

/** The rows of an archive are about what they were about before they moved. */
function archived(
  mapping: TableMapping,
  mappings: readonly TableMapping[],
  identity: Identity,
  labelled: (mapping: TableMapping) => TableMapping,
): Identity {
  const of = archiveOf(mapping)
  const origin = mappings.find(({ as, table }) => as === mapping.as && table === of)
  if (origin === undefined) return identity
  return { ...identity, subject: (_, id) => identity.subject(labelled(origin).table, id) }
}
