import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { LABELS_DDL, sqliteLabels } from '../../../../../src/storage/sqlite/tables/labels.ts'
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
    [{ kind: 'task', source: 'db', label: 'model', values: 1, more: false, share: 0.25 }],
  )
})

test('what was not told apart as it came has no series of its own, be it called other in a place of its own', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(LABELS_DDL)
  const givenUp = new Set<string>()
  const labels = sqliteLabels(db, { isGivenUp: label => givenUp.has(label) })
  labels.save('task', 'db', 'task_type', [{ value: 'other', volume: 3, admitted: true }])
  labels.save('task', 'db', 'variant', [
    { value: 'a', volume: 1, admitted: true },
    { value: 'other', volume: 3, admitted: true },
  ])
  // A value of the platform that has this name.
  assert.deepEqual(labels.overflow(), [])
  givenUp.add('variant')
  assert.deepEqual(labels.overflow(), [
    { kind: 'task', source: 'db', label: 'variant', values: 1, more: true, share: 0.75 },
  ])
})
