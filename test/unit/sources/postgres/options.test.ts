import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresOptions } from '../../../../src/sources/postgres/options.ts'

const entry = (more: Record<string, unknown>) => ({
  name: 'platform',
  type: 'postgres',
  url: 'postgres://reader@127.0.0.1/app',
  tables: [
    {
      table: 'jobs',
      as: 'tasks',
      columns: { id: 'id', created_at: 'created_at', completed_at: 'done_at' },
      ...more,
    },
  ],
})

test('a query is held to be one SELECT before anything is sent', () => {
  assert.ok(postgresOptions.safeParse(entry({ query: 'SELECT * FROM jobs' })).success)
  for (const query of ['DELETE FROM jobs', 'SELECT 1; SELECT 2', '']) {
    const parsed = postgresOptions.safeParse(entry({ query }))
    assert.ok(!parsed.success, query)
    assert.deepEqual(parsed.error.issues[0]?.path, ['tables', 0, 'query'])
  }
})

test('a column may be an expression; what it means is asked of the database', () => {
  const columns = { id: 'id', created_at: 'epoch_ms(created)', completed_at: 'coalesce(a, b)' }
  const parsed = postgresOptions.safeParse(entry({ columns }))
  assert.ok(parsed.success)
  const [table] = parsed.data.tables
  assert.ok(table?.as === 'tasks')
  assert.equal(table.columns.createdAt, 'epoch_ms(created)')
})

test('what a slot may hold back is written as a size, and its name as PostgreSQL takes it', () => {
  const sized = (slot_wal: string) => postgresOptions.safeParse({ ...entry({}), slot_wal })
  assert.deepEqual(
    ['512MB', '4GB', '1TB'].map(size => sized(size).data?.slotWal),
    [512 * 1024 ** 2, 4 * 1024 ** 3, 1024 ** 4],
  )
  for (const size of ['0GB', '4', '1.5GB', '-1MB', '4KB', 'GB']) assert.ok(!sized(size).success, size)
  for (const slot of ['Slot', 'a-b', '', 'x'.repeat(64)]) {
    assert.ok(!postgresOptions.safeParse({ ...entry({}), slot }).success, slot)
  }
})
