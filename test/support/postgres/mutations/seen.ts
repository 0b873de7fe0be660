// A table of tasks as the catalogue has it, for tests of what is relied on in it.

import assert from 'node:assert/strict'
import type { Relation } from '../../../../src/sources/postgres/connection/catalog.ts'
import type { Contract } from '../../../../src/sources/postgres/contract/contract.ts'
import { learn } from '../../../../src/sources/postgres/contract/contract.ts'
import type { Seen, SeenColumn } from '../../../../src/sources/postgres/contract/look.ts'
import type { TasksMapping } from '../../../../src/sources/postgres/mapping/mapping.ts'
import { planTable } from '../../../../src/sources/postgres/mapping/plan.ts'
import { column as columnOf, index, table } from '../postgres-relations.ts'

export const JOBS: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', type: 'kind', createdAt: 'created_at', completedAt: 'ended_at', status: 'state' },
}

export const SEEN: Seen = {
  oid: '100',
  schema: 'public',
  schemaOid: '2200',
  name: 'jobs',
  kind: 'r',
  persistence: 'p',
  usable: true,
  columns: [
    column(1, 'id', 'bigint'),
    column(2, 'kind', 'text'),
    column(3, 'created_at', 'timestamp with time zone'),
    column(4, 'ended_at', 'timestamp with time zone'),
    { ...column(5, 'state', 'job_state'), labels: ['pending', 'completed', 'failed'] },
    column(6, 'spare', 'text'),
  ],
  indexes: [
    {
      name: 'jobs_created',
      columns: ['created_at'],
      unique: false,
      valid: true,
      serves: true,
      remake: 'CREATE INDEX jobs_created ON public.jobs USING btree (created_at)',
    },
    {
      name: 'jobs_pkey',
      columns: ['id'],
      unique: true,
      valid: true,
      serves: true,
      remake: 'ALTER TABLE public.jobs ADD CONSTRAINT jobs_pkey PRIMARY KEY (id)',
    },
  ],
  children: [],
  sequence: null,
  scans: [3, 30],
  rows: 1000,
}

export function column(num: number, name: string, type: string): SeenColumn {
  return { num, name, type, notNull: true, hasDefault: false, generated: false, labels: null, typeName: type }
}

/** The same with some columns otherwise, by name; null: without it. */
export function seenWith(
  changed: Readonly<Record<string, Partial<SeenColumn> | null>>,
  rest: Partial<Seen> = {},
): Seen {
  const columns = SEEN.columns.flatMap(one => {
    const change = changed[one.name]
    return change === null ? [] : [{ ...one, ...change }]
  })
  return { ...SEEN, columns, ...rest }
}

export function relationOf({ oid, schema, name, columns, indexes }: Seen): Relation {
  const plain = table(
    name,
    columns.map(({ name: called, type, notNull }) => columnOf(called, type, { notNull })),
    indexes.map(one => ({
      ...index(),
      columns: one.columns,
      unique: one.unique,
      primary: /PRIMARY/.test(one.remake),
    })),
  )
  return { ...plain, oid, schema, estimatedRows: 1000 }
}

/** What is relied on in it. */
export function contractOf(seen: Seen = SEEN): Contract {
  const { plan } = planTable(JOBS, relationOf(seen), 'UTC')
  assert.ok(plan)
  return learn({ mapping: JOBS, plan, seen }, 0)
}
