import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of runs', () => {
  test('names the variant that ran it', () => {
    const { columns } = mapping
    const named = { ...mapping, columns: { ...columns, variant: 'v' } } as TableMapping
    const row = { taskId: 'a', finishedAt: time(NOW), durationMs: '5', variant: 'prompt-b' }
    assert.deepEqual(readOne(named, row, [tasks]).events[0]?.data, {
      taskType: 'unknown',
      variant: 'prompt-b',
    })
  })

  const mapping: TableMapping = {
    table: 'r',
    as: 'runs',
    columns: { taskId: 't', finishedAt: 'f', durationMs: 'd' },
  }
  const tasks: TableMapping = {
    table: 'tasks',
    as: 'tasks',
    columns: { id: 'id', createdAt: 'c', completedAt: 'e' },
  }

  test('starts the task that it belongs to, by its duration before its end', () => {
    const { events, types } = readOne(
      mapping,
      { taskId: 'a ', finishedAt: time(NOW), durationMs: '1500.4' },
      [tasks],
    )
    assert.deepEqual(types, ['task.started@-1.5'])
    assert.equal(
      events[0]?.subject,
      readOne(tasks, { id: 'a ', createdAt: time(NOW), completedAt: null }).events[0]?.subject,
    )
  })

  test('with a duration that cannot be is refused', () => {
    for (const durationMs of ['-1', 'NaN', 'Infinity', '1e300', null]) {
      const { refused, types } = readOne(mapping, { taskId: 'a', finishedAt: time(NOW), durationMs }, [tasks])
      assert.deepEqual([refused, types], [['durationMs'], []])
    }
  })
})
