// A table of jobs whose rows come back, are moved or are left behind, and what became of them.
import type { TasksMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../../src/sources/source.ts'
import { at, type Ledger, standing } from './postgres-source.ts'

export const JOBS: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
}
export const CREATE_JOBS = `CREATE TABLE jobs (id bigserial PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz);
  CREATE INDEX ON jobs (created_at)`

/** Rows of some ids, a second apart from a moment on. */
export const jobRows = (
  from: number,
  to: number,
  begin: number,
  status: string,
  ms: number | null = 100,
): string =>
  `INSERT INTO jobs (id, status, created_at, completed_at) SELECT i, '${status}', ${at(begin)} + (i - ${from}) * interval '1 s',
    ${ms === null ? 'NULL::timestamptz' : `${at(begin)} + (i - ${from}) * interval '1 s' + interval '${ms} ms'`} FROM generate_series(${from}, ${to}) i`

/** How many tasks ended how; `open`: not yet. */
export function outcomesOf(ledger: Ledger): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of ledger.lifecycles.values())
    counts[outcome ?? 'open'] = (counts[outcome ?? 'open'] ?? 0) + 1
  return counts
}

/** Whether a problem that stands is in these words. */
export const isSaid = (batches: readonly Batch[], words: RegExp): boolean =>
  standing(batches).some(({ message }) => words.test(message))
