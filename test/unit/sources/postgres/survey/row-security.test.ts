import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { planTable, type TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { partial, withPolicies } from '../../../../../src/sources/postgres/survey/row-security.ts'
import { column, primary, table } from '../../../../support/postgres/postgres-relations.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const TIME = 'timestamp with time zone'
const relation = table(
  'execution_tasks',
  [
    ...['task_id', 'type', 'status', 'error'].map(name => column(name, 'text', { notNull: true })),
    column('metadata', 'jsonb'),
    column('created_at', TIME),
    column('completed_at', TIME),
  ],
  [primary('task_id')],
)
const planned = planTable(TASKS, { ...relation, kind: 'view', indexes: [] }).plan
assert.ok(planned !== null)
const view: TablePlan = planned

/** A server that refuses to plan without policies, if at all by that function, reads these relations and finds these hiding. */
function server(routine: string | null, hiding: readonly (readonly [string, string])[]): Session {
  const plan = [{ Plan: { Plans: [{ Schema: 'Inner', 'Relation Name': 'jobs' }] } }]
  return {
    read: async ([first]) => {
      if (first?.text.startsWith('SET LOCAL') === true) {
        if (routine !== null) throw Object.assign(new DatabaseError('refused', 7, 'error'), { routine })
        return [[], []]
      }
      if (first?.text.startsWith('EXPLAIN') === true) return [[[JSON.stringify(plan)]]]
      assert.deepEqual(first?.values, [['Inner'], ['jobs']])
      return [hiding.map(row => [...row])]
    },
    close: async () => {},
  }
}

describe('policies behind a view', () => {
  test('are found by what the server refuses to read without them, and named with a remedy', async () => {
    const plan = await withPolicies(server('check_enable_rls', [['Inner', 'jobs']]), view)
    assert.equal(plan.rowSecurity, true)
    const { message, remedy } = partial(plan)
    assert.match(message, /^row-level security of "Inner"\.jobs decides which rows this user sees/)
    assert.equal(
      remedy,
      'ALTER ROLE reader BYPASSRLS, or CREATE POLICY slowburn ON "Inner".jobs FOR SELECT TO reader USING (true)',
    )
  })

  test('hide nothing where the server reads without them, or all of them show every row', async () => {
    assert.equal((await withPolicies(server(null, []), view)).rowSecurity, false)
    assert.equal((await withPolicies(server('check_enable_rls', []), view)).rowSecurity, false)
  })

  test('are not to blame for what else the server refuses; and of a table the catalogue says it', async () => {
    assert.equal((await withPolicies(server('aclcheck_error', []), view)).rowSecurity, false)
    const own = planTable(TASKS, relation).plan
    assert.ok(own !== null)
    assert.equal(await withPolicies(server('check_enable_rls', [['public', 'x']]), own), own)
  })
})
