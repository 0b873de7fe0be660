import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { createScribe, type Delta } from '../../../../src/demo/platform/scribe.ts'
import { copyText, statements } from '../../../../src/demo/platform/sql.ts'
import { drones, type Value } from '../../../../src/demo/platform/tables.ts'
import { PLANT_IDS } from '../../../../src/demo/simulator/plants.ts'
import { simulate } from '../../../../src/demo/simulator/simulator.ts'
import { inForm } from '../../../support/long-form.ts'

const startedAt = Date.UTC(2026, 4, 4)
const STATUSES = new Set(['completed', 'failed', 'queued', 'running', 'pending'])
const PHANTOM = 'column "ai_model" of relation "execution_tasks" does not exist'
const newScribe = (): ((at: number) => Delta[]) =>
  createScribe(simulate({ seed: 3, startedAt, plants: new Set(PLANT_IDS) }), 3, drones(3, startedAt), PHANTOM)

/** The tables that the deltas lead to: rows by key, by table. */
function apply(steps: readonly Delta[][]): Map<string, Map<Value, Value[]>> {
  const tables = new Map<string, Map<Value, Value[]>>()
  for (const { table, inserts, updates } of steps.flat()) {
    const rows = tables.get(table.name) ?? new Map<Value, Value[]>()
    tables.set(table.name, rows)
    for (const row of inserts) {
      assert.ok(!rows.has(row[0] ?? null), `${table.name} ${row[0]} inserted twice`)
      rows.set(row[0] ?? null, row)
    }
    for (const row of updates) {
      assert.notDeepEqual(rows.get(row[0] ?? null), row, `${table.name} ${row[0]} rewritten for nothing`)
      rows.set(row[0] ?? null, row)
    }
  }
  return tables
}

function column(delta: Delta | undefined, name: string): Value[] {
  const index = delta?.table.columns.indexOf(name) ?? -1
  return delta?.inserts.map(row => row[index] ?? null) ?? []
}

describe('the scribe', () => {
  test('leads to the same rows by many small steps as by one long one', () => {
    const whole = apply([newScribe()(startedAt + 4 * DAY)])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 * DAY }), { maxLength: 60 }), cuts => {
        const scribe = newScribe()
        const moments = [...cuts.toSorted((a, b) => a - b), 4 * DAY]
        assert.deepEqual(apply(moments.map(cut => scribe(startedAt + cut))), whole)
      }),
      { numRuns: inForm(2, 25), seed: 1 },
    )
  })

  test('writes a task as pending, queued, running and ended, and never knows more than the moment', () => {
    const scribe = newScribe()
    const seen = Array.from(
      { length: inForm(3_000, 40_000) },
      (_, i) => scribe(startedAt + 14 * HOUR + i * 500)[0],
    )
    const rows = seen.flatMap(delta => [...(delta?.inserts ?? []), ...(delta?.updates ?? [])])
    assert.deepEqual(new Set(rows.map(row => row[4])), STATUSES)
    for (const row of rows) {
      const [, , , , status, , result, error, , completedAt] = row
      assert.equal(completedAt !== null, status === 'completed' || status === 'failed')
      assert.equal(result !== null, status === 'completed')
      assert.equal(error !== null, status === 'failed')
    }
  })

  test('leaves verification and return empty until they have come', () => {
    const at = startedAt + 3 * DAY
    const [, , claims, investments] = newScribe()(at)
    const future = new Date(at).toISOString()
    for (const [delta, name] of [
      [claims, 'verified_at'],
      [investments, 'realised_at'],
      [investments, 'written_off_at'],
    ] as const) {
      const values = column(delta, name)
      assert.ok(values.includes(null))
      assert.ok(values.every(value => value === null || String(value) <= future))
    }
  })

  test('records a phantom failure in the words of the database', () => {
    const [tasks] = newScribe()(startedAt + 68 * DAY)
    const phantoms = column(tasks, 'error').filter(error => error === PHANTOM)
    assert.ok(phantoms.length > 100)
  })
})

describe('rows as text', () => {
  const table = { name: 't', columns: ['id', 'a', 'b'], serial: true }

  test('escape what COPY would take for structure', () => {
    assert.equal(copyText([[1, 'a\tb\\c\nd', null]]), '1\ta\\tb\\\\c\\nd\t\\N\n')
  })

  test('quote what SQL would take for structure, and move the sequence on', () => {
    const deltas = [{ table, inserts: [[7, "it's", true]], updates: [[6, null, false]] }]
    assert.equal(
      statements(deltas),
      "INSERT INTO t (id, a, b) VALUES\n(7, 'it''s', true);\n" +
        "SELECT setval(pg_get_serial_sequence('t', 'id'), 7);\n" +
        'UPDATE t SET a = NULL, b = false WHERE id = 6',
    )
  })

  test('are none where nothing has to be written', () => {
    assert.equal(statements([{ table, inserts: [], updates: [] }]), null)
  })
})
