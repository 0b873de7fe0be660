import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { mappingFaults, planTables } from '../../../../../src/sources/postgres/survey/survey.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const runs = (of?: string): TableMapping => ({
  table: 'runs',
  as: 'runs',
  columns: { taskId: 't', finishedAt: 'f', durationMs: 'd' },
  of,
})
const faults = (...mappings: TableMapping[]) =>
  mappingFaults(mappings).map(({ where, message }) => `${where}: ${message}`)

describe('the faults of a mapping that show without a database', () => {
  test('are none of one that makes sense', () => {
    assert.deepEqual(faults(TASKS, runs(), { ...TASKS, table: 'other', phantom: ['lost .* row'] }), [])
  })

  test('are a duplicate, a pattern that is none, and runs that belong to no tasks', () => {
    assert.deepEqual(faults(TASKS, TASKS), ['execution_tasks: duplicate mapping as tasks'])
    assert.deepEqual(faults({ ...TASKS, phantom: ['('] }), [
      'execution_tasks: `phantom` holds `(`, which is no regular expression; it is ignored',
    ])
    assert.match(faults(runs())[0] ?? '', /^runs: its runs belong to no mapped table of tasks/)
    assert.equal(faults(TASKS, runs('elsewhere')).length, 1)
  })
})

test('tables are planned in the order of their mappings, each name looked up once', async () => {
  const asked: Statement[] = []
  const session: Session = {
    read: async statements => {
      asked.push(...statements)
      return statements.map(() => [])
    },
    close: async () => {},
  }
  const planned = await planTables(session, [TASKS, runs(), { ...TASKS, concurrency: 1 }])
  assert.deepEqual(
    planned.map(({ mapping, plan, problems }) => [mapping.table, plan, problems[0]?.message]),
    ['execution_tasks', 'runs', 'execution_tasks'].map(table => [
      table,
      null,
      'there is no such table or view',
    ]),
  )
  assert.deepEqual(
    asked.map(({ values }) => values[1]),
    [['execution_tasks', 'runs']],
  )
})
