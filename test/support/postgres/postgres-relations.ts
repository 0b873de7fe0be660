// Tables as a catalogue describes them, for tests that need no database.
import type { Column, Index, Relation } from '../../../src/sources/postgres/connection/catalog.ts'

export function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return { name, type, notNull: false, hasDefault: false, readable: true, ...more }
}

export function index(...columns: string[]): Index {
  return { columns, unique: false, primary: false, method: 'btree' }
}

export function primary(...columns: string[]): Index {
  return { columns, unique: true, primary: true, method: 'btree' }
}

export function table(name: string, columns: readonly Column[], indexes: readonly Index[]): Relation {
  return {
    oid: '1',
    schema: 'public',
    name,
    kind: 'table',
    inherited: false,
    above: [],
    partitioned: false,
    user: 'reader',
    rowSecurity: false,
    estimatedRows: null,
    incrementalSort: true,
    columns,
    indexes,
  }
}
