import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('the values of a label are replaced as a whole, and what has no place is summed up', t => {
  const { labels, close } = openSqliteStore(temporaryFolder(t))
  t.after(close)
  labels.save('task', 'db', 'model', [
    { value: 'a', volume: 6, admitted: true },
    { value: 'gone', volume: 1, admitted: false },
  ])
  labels.save('task', 'db', 'model', [
    { value: 'a', volume: 6, admitted: true },
    { value: 'b', volume: 2, admitted: false },
  ])
  assert.deepEqual(labels.values('task', 'db', 'model'), [
    { value: 'a', volume: 6, admitted: true },
    { value: 'b', volume: 2, admitted: false },
  ])
  assert.deepEqual(labels.values('task', 'other', 'model'), [])
  labels.save('task', 'db', 'task_type', [{ value: 'a', volume: 6, admitted: true }])
  assert.deepEqual(
    labels.overflow().map(one => ({ ...one })),
    [{ kind: 'task', source: 'db', label: 'model', values: 1, share: 0.25 }],
  )
})
