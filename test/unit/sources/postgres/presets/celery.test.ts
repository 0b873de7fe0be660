import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { celery } from '../../../../../src/sources/postgres/presets/celery.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const PLAIN = ['id', 'task_id', 'status', 'result', 'date_done', 'traceback']
const OWN = [tableWith('celery_taskmeta', ...PLAIN, 'name'), tableWith('celery_tasksetmeta', 'id')]
const DJANGO = [
  tableWith('django_celery_results_taskresult', ...PLAIN, 'task_name', 'date_created', 'date_started'),
  tableWith('django_celery_results_chordcounter', 'id'),
]

describe('celery', () => {
  test('is known by the table of its own backend, whose rows say only when a task ended', () => {
    const found = celery.recognise([...OWN, tableWith('customers', 'id')])
    assert.equal(found?.version, 'extended results')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['celery_taskmeta', 'celery_tasksetmeta'],
    )
    const { columns } = tasksOf(found, OWN)
    assert.deepEqual([columns.createdAt, columns.completedAt, columns.type], [undefined, 'date_done', 'name'])
  })

  test('names no types where results are not extended, and says how to have them', () => {
    const found = celery.recognise([tableWith('celery_taskmeta', ...PLAIN)])
    assert.equal(found?.version, 'plain results')
    assert.match(found?.notes.join('\n') ?? '', /set `result_extended`/)
  })

  test('is known by the table of django-celery-results, of which the creation is that of the result alone', () => {
    const { columns } = tasksOf(celery.recognise(DJANGO), DJANGO)
    assert.deepEqual([columns.createdAt, columns.startedAt], ['date_done', 'date_started'])
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(celery.recognise([]), null)
    assert.equal(celery.recognise([tableWith('celery_taskmeta', 'task_id', 'status')]), null)
  })
})
