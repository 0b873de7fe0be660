// Tables by name and columns alone, for tests of what is known by its tables.
import assert from 'node:assert/strict'
import { type Relation, tableName } from '../../../src/sources/postgres/connection/catalog.ts'
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

/** The mapping of its tasks, each column of which is one of a table among these. */
export function tasksOf(found: Recognised | null, tables: readonly Relation[]): TasksMapping {
  const mapping = found?.mappings[0]
  assert.ok(mapping?.as === 'tasks')
  const of = tables.find(one => tableName(one) === mapping.table)
  assert.ok(of, `${mapping.table} is no table of the platform`)
  for (const [what, name] of Object.entries(mapping.columns)) {
    const known = of.columns.map(({ name: own }) => own)
    assert.ok(
      typeof name !== 'string' || /[.(]/.test(name) || known.includes(name),
      `${what}: ${mapping.table} has no column ${name}; it has ${known.join(', ')}`,
    )
  }
  return mapping
}
