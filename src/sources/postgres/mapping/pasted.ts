// Names as they may be pasted into a statement: in quotes only where PostgreSQL wants them.
import { escapeIdentifier } from 'pg'
import type { Relation } from '../connection/catalog.ts'

export function nameOf({ schema, name }: Pick<Relation, 'schema' | 'name'>): string {
  return `${identifier(schema)}.${identifier(name)}`
}

export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : escapeIdentifier(name)
}
