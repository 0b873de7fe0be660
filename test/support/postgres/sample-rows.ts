// Rows that several tests of the PostgreSQL source read.
import { HOUR } from '../../../src/core/duration.ts'
import type { TableMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import { at, START } from './postgres-source.ts'

export const LEDGER: TableMapping = {
  table: 'ledger',
  as: 'observations',
  observation: 'money in',
  columns: { id: 'id', at: 'created_at', value: 'amount' },
}

export const LEDGER_TABLE = `CREATE TABLE ledger (id serial PRIMARY KEY, amount numeric, created_at timestamptz);
  INSERT INTO ledger (amount, created_at) VALUES (12.5, ${at(START - HOUR)});`

/** Tasks every minute before START; of every ten the last is still open. */
export function history(count: number): string {
  return `INSERT INTO execution_tasks (task_id, type, status, metadata, created_at, completed_at)
    SELECT 'task-' || i, 'build', CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'completed' END,
      '{"model": "aurora"}', ${at(START)} - i * interval '1 minute',
      CASE WHEN i % 10 <> 0 THEN ${at(START)} - i * interval '1 minute' + interval '30 seconds' END
    FROM generate_series(1, ${count}) AS i`
}

/** The ids of the events in a ledger, in order. */
export function ids(ledger: { events: ReadonlyMap<string, unknown> }): string[] {
  return [...ledger.events.keys()].sort()
}
