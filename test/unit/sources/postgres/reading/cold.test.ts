import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Row } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import type { ChunkReader } from '../../../../../src/sources/postgres/reading/chunk-reader.ts'
import { coldStep } from '../../../../../src/sources/postgres/reading/cold.ts'
import type { RowIntake } from '../../../../../src/sources/postgres/reading/row-intake.ts'

const plan = {
  order: { unit: 'serial', sql: 't.id', type: 'integer' },
  key: [{ sql: 't.id', type: 'integer' }],
  fields: [],
} as unknown as TablePlan
const whole = { from: 0, to: 100, sweep: null, doneAt: 1 }

/** A chunk of two rows, of which those named are still open. */
async function step(rows: readonly string[], open: readonly string[], cold: Parameters<typeof coldStep>[3]) {
  const chunks = { rows: 2, read: async () => rows.map(id => [id, id, 'h']) } as unknown as ChunkReader
  const intake = { takeCold: (_: unknown, row: Row) => open.includes(row[0] ?? '') } as unknown as RowIntake
  return (await coldStep(plan, chunks, intake, cold, 9)).cold
}

describe('the rows that are too many to be followed', () => {
  test('are read on after a full chunk, and remain as the range of those that are open', async () => {
    const first = await step(['3', '5'], ['5'], whole)
    assert.deepEqual(first, { ...whole, sweep: { startedAt: 9, after: ['5'], open: [5, 6] } })
    assert.ok(first !== null)
    assert.deepEqual(await step(['8'], ['8'], first), { from: 5, to: 9, sweep: null, doneAt: 9 })
  })

  test('are none any more where none is open', async () => {
    assert.equal(await step(['3'], [], whole), null)
  })
})
