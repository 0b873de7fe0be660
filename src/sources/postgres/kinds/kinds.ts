// Chooses, for each mapped table, what its rows mean.

import { createIdentity, type Identity } from '../mapping/identity.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { mappingKey } from '../mapping/roles.ts'
import type { ReadRow } from '../reading/row.ts'
import { readClaims } from './claims.ts'
import { readObservations } from './observations.ts'
import { readReleases } from './releases.ts'
import { readRoi } from './roi.ts'
import { readRuns } from './runs.ts'
import { readTasks } from './tasks.ts'

/** By mapping key. */
export function rowReaders(source: string, mappings: readonly TableMapping[]): ReadonlyMap<string, ReadRow> {
  const identity = createIdentity(source)
  return new Map(
    mappings.map(mapping => [mappingKey(mapping), rowReader(mapping, mappings, identity)] as const),
  )
}

/** The table whose tasks the rows of a `runs` mapping belong to; undefined where there is none. */
export function tasksTableOf(
  mapping: TableMapping & { as: 'runs' },
  mappings: readonly TableMapping[],
): string | undefined {
  const tasks = mappings.filter(candidate => candidate.as === 'tasks').map(candidate => candidate.table)
  return mapping.of === undefined ? tasks[0] : tasks.find(table => table === mapping.of)
}

function rowReader(mapping: TableMapping, mappings: readonly TableMapping[], identity: Identity): ReadRow {
  switch (mapping.as) {
    case 'tasks':
      return readTasks(mapping, identity)
    case 'runs':
      return readRuns(mapping, tasksTableOf(mapping, mappings) ?? mapping.table, identity)
    case 'claims':
      return readClaims(mapping, identity)
    case 'roi':
      return readRoi(mapping, identity)
    case 'releases':
      return readReleases(mapping, identity)
    case 'observations':
      return readObservations(mapping, identity)
  }
}
