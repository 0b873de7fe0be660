import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { UTC_CLOCK } from '../../../../../src/sources/postgres/connection/wall-clock.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { emptyState } from '../../../../../src/sources/postgres/reading/cursor.ts'
import type { RowIntake } from '../../../../../src/sources/postgres/reading/row-intake.ts'
import { strayStep } from '../../../../../src/sources/postgres/reading/strays.ts'

const planOf = (unit: 'time' | 'serial', hidden: boolean) =>
  ({
    order: { unit, sql: 't.at', type: 'timestamptz', clock: UTC_CLOCK },
    key: [],
    relation: 't',
    hidden,
  }) as unknown as TablePlan

async function strays(plan: TablePlan): Promise<string[]> {
  const found: string[] = []
  const intake = {
    takeStray: (_: unknown, [key]: string[], reason: string) => found.push(`${key} ${reason}`),
  }
  const session: Session = {
    read: async statements =>
      statements.map(({ text }) => [[text.includes('IS NULL') ? 'timeless' : 'ahead']]),
    close: async () => {},
  }
  const options = {
    plan,
    session,
    intake: intake as unknown as RowIntake,
    taken: { width: 4_096 },
    lag: 1,
    backfill: 1,
    limit: { rows: 1 },
    comparing: { every: 1 },
    elapsed: () => 0,
  }
  await strayStep(options, emptyState('id'), 0, () => null)
  return found
}

describe('rows that are never met in the order of time', () => {
  test('lie ahead, or have no time where the column allows that', async () => {
    assert.deepEqual(await strays(planOf('time', true)), ['ahead lies in the future', 'timeless is null'])
    assert.deepEqual(await strays(planOf('time', false)), ['ahead lies in the future'])
  })

  test('are none in the order of a number', async () => {
    assert.deepEqual(await strays(planOf('serial', true)), [])
  })
})
