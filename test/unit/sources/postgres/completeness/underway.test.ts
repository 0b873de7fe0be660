import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import { SourceError } from '../../../../../src/core/errors.ts'
import { rowsWithoutEnd } from '../../../../../src/sources/postgres/completeness/underway.ts'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const { createdAt: _, ...columns } = TASKS.columns
const ENDS = { mapping: { ...TASKS, columns }, order: { unit: 'time', sql: 't.done' }, relation: 'jobs AS t' }
const plan = (more = {}) => ({ ...ENDS, ...more }) as unknown as TablePlan

function answering(answer: () => string[][]): { session: Session; asked: Statement[] } {
  const asked: Statement[] = []
  const read: Session['read'] = async statements => {
    asked.push(...statements)
    return [answer()]
  }
  return { session: { read, close: async () => undefined }, asked }
}

describe('rows of a table that says only when work ended', () => {
  test('are counted where they have no end, up to a bound', async () => {
    const { session, asked } = answering(() => [['7']])
    assert.equal(await rowsWithoutEnd(session, plan()), 7)
    assert.match(asked[0]?.text ?? '', /WHERE t\.done IS NULL LIMIT 10000/)
  })

  test('are all met in the order of a key, and nothing is asked of other tables', async () => {
    const { session, asked } = answering(() => [])
    assert.equal(await rowsWithoutEnd(session, plan({ order: { unit: 'serial', sql: 't.id' } })), 0)
    assert.equal(await rowsWithoutEnd(session, plan({ mapping: TASKS })), null)
    assert.deepEqual(asked, [])
  })

  test('are not known where they may not be read, and a source that is away is', async () => {
    const slow = answering(() => {
      throw Object.assign(new DatabaseError('permission denied for table jobs', 9, 'error'), {
        code: '42501',
      })
    })
    assert.equal(await rowsWithoutEnd(slow.session, plan()), null)
    const away = answering(() => {
      throw new SourceError('away')
    })
    await assert.rejects(rowsWithoutEnd(away.session, plan()), SourceError)
  })
})
