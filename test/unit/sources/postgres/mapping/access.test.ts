import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  chooseKey,
  chooseOrder,
  qualified,
  SCANNED,
} from '../../../../../src/sources/postgres/mapping/access.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TASKS: TableMapping = {
  table: 'job',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_on', completedAt: 'completed_on', status: 'state' },
}
const COLUMNS = [
  column('id', 'uuid', { notNull: true }),
  column('name', 'text', { notNull: true }),
  column('state', 'job_state'),
  column('created_on', 'timestamp with time zone', { notNull: true }),
  column('completed_on', 'timestamp with time zone'),
]
const JOB = table('job', COLUMNS, [primary('name', 'id')])

describe('how rows are reached', () => {
  test('is by an index on their time where there is one', () => {
    const indexed = { ...JOB, indexes: [...JOB.indexes, index('created_on')], estimatedRows: 1e9 }
    assert.equal(chooseOrder(TASKS, indexed)?.column, 'created_on')
    assert.deepEqual(
      chooseKey(TASKS, indexed, null).columns.map(({ name }) => name),
      ['name', 'id'],
    )
  })

  test('is by a scan where no index serves, as long as the table is small', () => {
    assert.equal(chooseOrder(TASKS, JOB)?.sql, qualified('created_on'))
    assert.equal(chooseOrder(TASKS, { ...JOB, estimatedRows: SCANNED })?.unit, 'time')
    assert.equal(chooseOrder(TASKS, { ...JOB, estimatedRows: SCANNED + 1 }), null)
    const keyless = { ...JOB, indexes: [] }
    assert.deepEqual(
      chooseKey(TASKS, keyless, null).columns.map(({ name }) => name),
      ['id'],
    )
    assert.deepEqual(chooseKey(TASKS, { ...keyless, estimatedRows: SCANNED + 1 }, null).columns, [])
  })

  test('is by what of their key stays as it is when they end', () => {
    const keyed = (...key: string[]) => {
      const columns = COLUMNS.map(one => ({ ...one, notNull: true }))
      const { columns: chosen, entity } = chooseKey(TASKS, table('job', columns, [primary(...key)]), null)
      return [entity, ...chosen.map(({ name }) => name)]
    }
    assert.deepEqual(keyed('id', 'state'), ['id', 'id'])
    assert.deepEqual(keyed('name', 'state', 'id'), ['key', 'name', 'id'])
    assert.deepEqual(keyed('id', 'created_on'), ['key', 'id', 'created_on'])
    const large = { ...JOB, indexes: [primary('state', 'id')], estimatedRows: SCANNED + 1 }
    const unserved = { ...large, columns: COLUMNS.map(one => ({ ...one, notNull: true })) }
    assert.deepEqual(
      chooseKey(TASKS, unserved, null).columns.map(({ name }) => name),
      ['state', 'id'],
    )
  })

  test('may be by an expression then', () => {
    const columns = [...COLUMNS, column('made', 'bigint')]
    const mapping = { ...TASKS, columns: { ...TASKS.columns, createdAt: 'at_zone(made, UTC)' } }
    const shown = [...COLUMNS, column('made', 'timestamp without time zone')]
    const order = chooseOrder(mapping, { ...JOB, columns: shown })
    assert.deepEqual([order?.sql, order?.type], [`(t."made" AT TIME ZONE 'UTC')`, 'timestamp with time zone'])
    const counted = { ...TASKS, columns: { ...TASKS.columns, createdAt: 'epoch_ms(made)' } }
    const large = { ...JOB, columns, estimatedRows: SCANNED + 1, indexes: [index('made')] }
    for (const relation of [large, { ...large, kind: 'view' as const, indexes: [] }, { ...JOB, columns }]) {
      const { sql, unit, perSecond } = chooseOrder(counted, relation) ?? {}
      assert.deepEqual([sql, unit, perSecond], ['t."made"', 'time', 1_000])
    }
    assert.equal(
      chooseOrder({ ...mapping, columns: { ...TASKS.columns, createdAt: 'epoch_ms(x)' } }, JOB),
      null,
    )
  })
})
