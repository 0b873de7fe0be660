// Tables by name and columns alone, for tests of what is known by its tables.
import assert from 'node:assert/strict'
import type { Relation } from '../../../src/sources/postgres/connection/catalog.ts'
import type { TasksMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import type { Recognised } from '../../../src/sources/postgres/presets/preset.ts'
import { column, table } from '../postgres/postgres-relations.ts'

export function tableWith(name: string, ...columns: string[]): Relation {
  return table(
    name,
    columns.map(one => column(one, 'text')),
    [],
  )
}

/** The mapping of its tasks. */
export function tasksOf(found: Recognised | null): TasksMapping {
  const mapping = found?.mappings[0]
  assert.ok(mapping?.as === 'tasks')
  return mapping
}
