import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import {
  archiveOf,
  columnsOf,
  KINDS,
  mappingKey,
  orderRole,
  withArchives,
} from '../../../../../src/sources/postgres/mapping/roles.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

describe('a mapping', () => {
  test('of tasks finds rows by their ends where they say nothing of their begin, or the same of both', () => {
    const { createdAt: _, ...columns } = TASKS.columns
    assert.equal(orderRole(TASKS), 'createdAt')
    assert.equal(orderRole({ ...TASKS, columns }), 'completedAt')
    const same = { ...columns, createdAt: columns.completedAt }
    assert.equal(orderRole({ ...TASKS, columns: same }), 'completedAt')
  })

  test('has the columns that it names, by role', () => {
    const mapping: TableMapping = { ...TASKS, columns: { ...TASKS.columns, model: undefined } }
    assert.deepEqual(Object.fromEntries(columnsOf(mapping)), {
      id: 'task_id',
      type: 'type',
      createdAt: 'created_at',
      completedAt: 'completed_at',
      status: 'status',
      error: 'error',
    })
  })

  test('is told from another of the same table by its kind and by the name of its observation', () => {
    const columns = { id: 'id', at: 'at' }
    const observing = (observation: string): TableMapping => ({
      table: 'execution_tasks',
      as: 'observations',
      observation,
      columns,
    })
    assert.deepEqual([TASKS, observing('a'), observing('b')].map(mappingKey), [
      'tasks:execution_tasks',
      'observations:execution_tasks:a',
      'observations:execution_tasks:b',
    ])
  })
})

describe('an archive', () => {
  test('is a mapping of its own behind that of its table, with the same columns', () => {
    const [own, archive, ...rest] = withArchives([{ ...TASKS, archive: 'old_tasks' }])
    assert.deepEqual(rest, [])
    assert.deepEqual(archive, { ...TASKS, table: 'old_tasks', archiveOf: 'execution_tasks' })
    assert.equal(own?.table, 'execution_tasks')
  })

  test('knows its table; what is no archive has none', () => {
    const [own, archive] = withArchives([{ ...TASKS, archive: 'old_tasks' }])
    assert.ok(own !== undefined && archive !== undefined)
    assert.deepEqual([archiveOf(own), archiveOf(archive)], [null, 'execution_tasks'])
    assert.deepEqual(withArchives([TASKS]), [TASKS])
  })
})

for (const [kind, { roles, order, end, changing, mutable }] of Object.entries(KINDS)) {
  test(`${kind} are found by a time that they must have, and change in roles that they have`, () => {
    const required = (name: string | undefined) =>
      roles.some(role => role.name === name && role.type === 'time' && role.required === 'always')
    const without = { as: kind, table: 't', columns: {} } as unknown as TableMapping
    assert.ok(required(orderRole(without)))
    assert.ok(roles.some(role => role.name === order && role.type === 'time' && role.required !== 'never'))
    assert.ok(end === undefined || required(end))
    assert.ok(changing.every(name => roles.some(role => role.name === name)))
    assert.equal(changing.length > 0, mutable)
  })
}
