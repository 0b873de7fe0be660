import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedTest, endsOf } from '../../../../../src/sources/postgres/mapping/ends.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

test('a row says something of its end in the columns that change when it ends, not in that of its start', () => {
  const fields = ['id', 'createdAt', 'completedAt', 'status', 'startedAt'].map(role => ({
    role,
    sql: `t.${role}`,
  }))
  const { values, said } = endsOf(TASKS, fields)
  assert.deepEqual(values, ['t.completedAt', 't.status'])
  assert.equal(said[0], 't.completedAt IS NOT NULL')
  assert.match(said[1] ?? '', /^lower\(t\.status\) NOT IN \('', 'pending', /)
})

test('a status that the mapping calls an end is one, whatever it is called', () => {
  const mapping = { ...TASKS, statuses: { completed: ['open'], failed: [] } }
  assert.doesNotMatch(changedTest(mapping, 'status', 't.status'), /'open'/)
})

test('a status that the mapping calls work under way says nothing of an end', () => {
  const mapping = { ...TASKS, statuses: { completed: ['done'], failed: [], underway: ["Worker's", 'done'] } }
  const sql = changedTest(mapping, 'status', 't.status')
  assert.match(sql, /, 'worker''s'\)$/)
  assert.doesNotMatch(sql, /'done'/, 'what ends a task does, wherever it stands beside')
})
