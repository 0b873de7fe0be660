import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../../../../../src/core/logger.ts'
import type { Contracts } from '../../../../../src/sources/postgres/contract/contract.ts'
import { heldToContracts } from '../../../../../src/sources/postgres/contract/watch.ts'
import { planTables } from '../../../../../src/sources/postgres/survey/survey.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'
import { JOBS } from '../../../../support/postgres/mutations/seen.ts'

test('what was relied on is said beside what the plan says of the same column, and once', async t => {
  const { db, session } = await embeddedSession(t)
  await db.sql(
    `CREATE TABLE jobs (id int PRIMARY KEY, kind text, created_at timestamptz, ended_at timestamptz, state text)`,
  )
  const state: { contracts?: Contracts } = {}
  const changes: string[] = []
  const log = { ...silentLogger, info: (_: string, fields = {}) => changes.push(JSON.stringify(fields)) }
  const look = async () => {
    const found = await planTables(session, [JOBS], 'UTC')
    const [held] = await heldToContracts({ name: 'platform', log }, session, found, state, 0)
    return held?.problems ?? []
  }
  assert.deepEqual(await look(), [])
  await db.sql('ALTER TABLE jobs ADD COLUMN more int')
  assert.deepEqual(await look(), [])
  assert.deepEqual(changes, ['{"source":"platform","table":"jobs","change":"column more added"}'])
  await db.sql('ALTER TABLE jobs RENAME COLUMN kind TO sort')
  const [problem, ...others] = await look()
  assert.deepEqual(others, [])
  assert.equal(problem?.where, 'jobs.kind')
  assert.match(
    problem?.message ?? '',
    /^the column does not exist; it is left out; the column kind was there as text, and is called sort now$/,
  )
  assert.deepEqual(problem?.costs, { kind: 'task', lacks: ['task_type'] })
})
