import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TaskData } from '../../../../../src/events/event.ts'
import { faultOfEvent } from '../../../../../src/events/schema.ts'
import {
  deletion,
  removal,
  rowReaders,
  severalTables,
  tasksOf,
} from '../../../../../src/sources/postgres/kinds/kinds.ts'
import type {
  RunsMapping,
  TableMapping,
  TasksMapping,
} from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { mappingKey, withArchives } from '../../../../../src/sources/postgres/mapping/roles.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

const tasks = (table: string, more: Partial<TasksMapping> = {}): TasksMapping => ({
  table,
  as: 'tasks',
  columns: { id: 'id', createdAt: 'c', completedAt: 'e' },
  ...more,
})
const runs = (of?: string): RunsMapping => ({
  table: 'runs',
  as: 'runs',
  columns: { taskId: 't', finishedAt: 'f', durationMs: 'd' },
  of,
})
const observed: TableMapping = {
  table: 'o',
  as: 'observations',
  observation: 'o',
  columns: { id: 'id', at: 'at' },
}
const row = { id: '1', createdAt: time(NOW), completedAt: null }
const started = { taskId: '1', finishedAt: time(NOW), durationMs: '5' }

describe('tables of one kind', () => {
  test('are several only where none of them is the archive of another', () => {
    assert.deepEqual(severalTables(withArchives([tasks('a', { archive: 'b' })])), [])
    assert.deepEqual(severalTables([tasks('a'), tasks('b'), observed, observed]), ['task'])
  })

  test('are named by their events where there are several, and not where there is one', () => {
    assert.deepEqual(readOne(tasks('a'), row).events[0]?.data, { taskType: 'unknown' })
    assert.deepEqual(readOne(tasks('a'), row, [tasks('b')]).events[0]?.data, {
      taskType: 'unknown',
      table: 'a',
    })
    const [event] = readOne(runs('b'), started, [tasks('a'), tasks('b')]).events
    assert.deepEqual(event?.data, { taskType: 'unknown', table: 'b' })
  })
})

describe('the rows of a table', () => {
  test('keep the subject that they had before they moved to its archive', () => {
    const [own, archive] = withArchives([tasks('a', { archive: 'b' })])
    assert.ok(own !== undefined && archive !== undefined)
    const [before] = readOne(own, row, [archive]).events
    const [after] = readOne(archive, row, [own]).events
    assert.equal(after?.subject, before?.subject)
    assert.notEqual(after?.id, before?.id)
  })

  test('are read by the key of their mapping', () => {
    const mappings = [tasks('a'), observed]
    assert.deepEqual([...rowReaders('s', mappings).keys()], mappings.map(mappingKey))
  })
})

describe('runs', () => {
  test('belong to the table that they name, and else to the first of tasks', () => {
    const mappings = [observed, tasks('a'), tasks('b')]
    assert.equal(tasksOf(runs(), mappings)?.table, 'a')
    assert.equal(tasksOf(runs('b'), mappings)?.table, 'b')
    assert.equal(tasksOf(runs('c'), mappings), undefined)
    assert.equal(tasksOf(runs(), [observed]), undefined)
  })
})

describe('a row that was removed', () => {
  test('is about what it was about while it was there', () => {
    const [queued] = readOne(tasks('a'), row).events
    const event = removal('s', tasks('a'), 'a', { key: '9', entity: '1' }, NOW)
    assert.deepEqual([event?.type, event?.subject, event?.at], ['task.removed', queued?.subject, NOW])
  })

  test('says nothing where nothing of its kind stays open', () => {
    assert.equal(removal('s', observed, 'o', { key: '1', entity: null }, NOW), null)
    assert.equal(removal('s', runs(), 'runs', { key: '1', entity: null }, NOW), null)
  })
})

describe('a row that was seen to be deleted', () => {
  const origin: TaskData = { taskType: 'build', model: 'm', table: 'jobs' }
  const said = (mapping: TasksMapping, stage: number): string | undefined =>
    deletion('s', mapping, 'jobs', { key: '7', entity: 'a', stage, origin }, 5)?.id

  test('is removed, unless its mapping says that it was completed thereby', () => {
    assert.equal(said(tasks('jobs'), 2), 's:jobs:7:removed')
    assert.equal(said(tasks('jobs', { deleted: 'completed' }), 1), 's:jobs:7:finished')
  })

  test('is completed by an event that is whole: with the type, the model and the table that it had', () => {
    const one = { key: '7', entity: 'a', stage: 1, origin }
    const event = deletion('s', tasks('jobs', { deleted: 'completed' }), 'jobs', one, 5)
    assert.equal(faultOfEvent(event), null)
    assert.deepEqual(event?.data, origin)
    assert.deepEqual(event?.attributes, { 'slowburn.task_type': 'build', 'gen_ai.request.model': 'm' })
  })

  test('is removed where nobody remembers of what type it was', () => {
    const one = { key: '7', entity: 'a', stage: 2, origin: null }
    const event = deletion('s', tasks('jobs', { deleted: 'completed' }), 'jobs', one, 5)
    assert.equal(event?.type, 'task.removed')
  })

  test('is removed where it had not begun, as far as its mapping tells when that is', () => {
    const columns = { id: 'id', createdAt: 'c', completedAt: 'e', startedAt: 'b' }
    const mapping = tasks('jobs', { columns, deleted: 'completed' })
    assert.equal(said(mapping, 1), 's:jobs:7:removed')
    assert.equal(said(mapping, 2), 's:jobs:7:finished')
  })
})
