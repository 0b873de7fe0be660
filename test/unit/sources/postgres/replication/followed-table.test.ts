import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Relation } from '../../../../../src/sources/postgres/connection/catalog.ts'
import type { TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { planTable, type TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import {
  completed,
  type FollowedTable,
  followedTable,
  jsonOf,
  keyTexts,
  unrepeated,
} from '../../../../../src/sources/postgres/replication/followed-table.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TIME = 'timestamp with time zone'
const jobs = table(
  'jobs',
  [
    column('id', 'integer'),
    column('kind', 'text'),
    column('payload', 'jsonb'),
    column('notes', 'text'),
    column('created', TIME, { notNull: true }),
    column('ended', TIME),
  ],
  [primary('id'), index('created')],
)
const mapping: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', type: 'kind', model: 'payload.model', createdAt: 'created', completedAt: 'ended' },
}

function planOf(relation: Relation, more: Partial<TasksMapping> = {}): TablePlan {
  const { plan } = planTable({ ...mapping, ...more }, relation)
  assert.ok(plan !== null)
  return plan
}

function followed(more: Partial<TasksMapping> = {}): FollowedTable {
  const found = followedTable(planOf(more.query === undefined ? jobs : { ...jobs, kind: 'view' }, more), jobs)
  assert.ok(typeof found !== 'string', String(found))
  return found
}

describe('a table that is followed', () => {
  test('needs the columns that its mapping reads, and no others', () => {
    const { needed, source } = followed()
    assert.deepEqual(needed, ['id', 'kind', 'payload', 'created', 'ended'])
    assert.match(source, /^pg_catalog\.json_populate_record\(NULL::"public"\."jobs", \w+\.tuple\) AS t$/)
  })

  test('is no view, and none that is not there', () => {
    assert.match(String(followedTable(planOf(jobs), undefined)), /no table of this name/)
    assert.match(String(followedTable(planOf(jobs), { ...jobs, kind: 'view' })), /a view or a foreign table/)
  })

  test('is given to the server as JSON, in which JSON stays what it is', () => {
    const columns = ['id', 'kind', 'payload', 'notes', 'ended'].map(name => ({ name, type: 0 }))
    const tuple = ['7', 'a"b', '{"model": "m"}', 'not needed', null]
    assert.equal(jsonOf(followed(), columns, tuple), '{"id":"7","kind":"a\\"b","payload":{"model": "m"}}')
  })

  test('knows which needed values were not repeated, and takes those of the row as it is for what rests on them', () => {
    const columns = ['id', 'kind', 'payload', 'notes'].map(name => ({ name, type: 0 }))
    const missing = unrepeated(followed(), columns, ['7', 'x', undefined, undefined])
    assert.deepEqual(missing, ['payload'])
    const { plan } = followed()
    const at = (role: string): number => plan.fields.findIndex(field => field.role === role) + 3
    const row = Array.from({ length: plan.fields.length + 3 }, () => 'old')
    const now = row.map(() => 'now')
    const whole = completed(followed(), row, missing, now)
    assert.deepEqual([whole?.[at('model')], whole?.[at('type')]], ['now', 'old'])
    assert.equal(completed(followed(), row, missing, undefined), row)
    const asked = followed({ query: 'SELECT id, kind, payload, created, ended FROM jobs' })
    assert.equal(completed(asked, row, missing, now), now, 'which cells of a query rest on it cannot be told')
    assert.equal(completed(asked, row, missing, undefined), null)
  })

  test('has its computed columns made of those that the log has', () => {
    const generated = "(payload ->> 'kind'::text)"
    const columns = jobs.columns.map(one => (one.name === 'kind' ? { ...one, generated } : one))
    const computing = followedTable(planOf({ ...jobs, columns }), { ...jobs, columns })
    assert.ok(typeof computing !== 'string')
    assert.deepEqual(computing.needed, ['id', 'payload', 'created', 'ended'])
    assert.match(
      computing.source,
      /^LATERAL \(SELECT r."id", \(\(payload ->> 'kind'::text\)\) AS "kind", r."payload"/,
    )
    const row = Array.from({ length: computing.plan.fields.length + 3 }, () => 'old')
    const whole = completed(
      computing,
      row,
      ['payload'],
      row.map(() => 'now'),
    )
    const at = (role: string): number => computing.plan.fields.findIndex(field => field.role === role) + 3
    assert.deepEqual([whole?.[at('type')], whole?.[at('completedAt')]], ['now', 'old'])
  })
})

describe('the key of a deleted row', () => {
  test('is taken from the log where a cast to text writes the same, and asked of the server where it may not', () => {
    const columns = ['ended', 'id'].map(name => ({ name, type: 0 }))
    assert.deepEqual(keyTexts(followed(), columns, [null, '7']), ['7'])
    const padded = {
      ...jobs,
      columns: jobs.columns.map(one => (one.name === 'id' ? column('id', 'bpchar') : one)),
    }
    const found = followedTable(planOf(padded), padded)
    assert.ok(typeof found !== 'string')
    assert.equal(keyTexts(found, columns, [null, '7']), null)
  })
})

describe('a query that is followed', () => {
  const sourceOf = (query: string): string => followed({ query }).source.replace(/\s+/g, ' ')
  const ROW = 'pg_catalog.json_populate_record(NULL::"public"."jobs", slowburn_streamed.tuple)'

  for (const [query, expected] of [
    ['SELECT * FROM jobs', `FROM ${ROW} AS "jobs" )`],
    ['SELECT j.* FROM public.jobs j JOIN kinds k ON k.id = j.kind', `FROM ${ROW} AS j JOIN kinds k`],
    ['SELECT j.* FROM kinds k LEFT JOIN "public"."jobs" AS j ON true', `LEFT JOIN ${ROW} AS j ON true`],
    ['SELECT * FROM ONLY jobs WHERE jobs.kind IS NULL', `FROM ${ROW} AS "jobs" WHERE jobs.kind IS NULL`],
    ['SELECT extract(epoch FROM jobs.created) FROM jobs', `FROM jobs.created) FROM ${ROW} AS "jobs"`],
  ] as const) {
    test(`stands with the row in place of the table: ${query}`, () => {
      assert.ok(sourceOf(query).includes(expected), sourceOf(query))
    })
  }

  for (const query of [
    'SELECT * FROM jobs_old',
    'SELECT * FROM other.jobs',
    'SELECT * FROM jobs a JOIN jobs b ON a.id = b.id',
    'SELECT * FROM jobs a, jobs b',
  ]) {
    test(`must name the table once: ${query}`, () => {
      const plan = planOf({ ...jobs, kind: 'view' }, { query })
      assert.match(String(followedTable(plan, jobs)), /must name the table once/)
    })
  }

  test('needs the columns that it speaks of, or all of them', () => {
    const query = 'SELECT id, kind, payload, created, ended FROM jobs'
    assert.deepEqual(followed({ query }).needed, ['id', 'kind', 'payload', 'created', 'ended'])
    assert.ok(followed({ query: 'SELECT j.* FROM jobs j' }).needed.includes('notes'))
  })
})
