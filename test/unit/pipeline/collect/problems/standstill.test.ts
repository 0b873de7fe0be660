import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createStandstill } from '../../../../../src/pipeline/collect/problems/standstill.ts'

const refusing = { events: [], cursor: { row: 1 }, problems: [{ where: 't', message: 'bad', refused: 2 }] }
const known = { events: [{ id: 'a' }], cursor: { row: 1 }, problems: [] }

describe('a pull stands still', () => {
  test('where it brings the same refused rows, or known events, twice at the cursor where it was', () => {
    for (const batch of [refusing, known]) {
      const standstill = createStandstill({ row: 1 })
      assert.equal(standstill(batch, 0), null)
      assert.match(standstill(batch, 0) ?? '', /its cursor stands still/)
    }
  })

  test('not where the cursor moves, an event is new, another one comes, or nothing comes at all', () => {
    const nothing = { ...known, events: [] }
    for (const [batch, fresh] of [
      [{ ...known, cursor: { row: 2 } }, 0],
      [known, 1],
      [{ ...known, events: [{ id: 'b' }] }, 0],
      [{ ...refusing, problems: [{ where: 'u', message: 'bad', refused: 2 }] }, 0],
      [nothing, 0],
    ] as const) {
      const standstill = createStandstill({ row: 1 })
      standstill(known, 0)
      assert.equal(standstill(batch, fresh), null)
    }
    const standstill = createStandstill({ row: 1 })
    for (let i = 0; i < 3; i++) assert.equal(standstill(nothing, 0), null)
  })
})
