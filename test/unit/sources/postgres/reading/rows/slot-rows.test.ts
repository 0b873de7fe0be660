import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TakenRows } from '../../../../../../src/sources/postgres/completeness/taken.ts'
import type { Row, Session, Statement } from '../../../../../../src/sources/postgres/connection/session.ts'
import { rowsOf } from '../../../../../../src/sources/postgres/reading/rows/slot-rows.ts'
import { hash, serial } from '../../../../../support/facts/serial-table.ts'

describe('the rows of a slot', () => {
  test('are told apart by whether they were taken, some at a time; what is gone is forgotten at the end', async () => {
    const taken = new TakenRows({ get: () => null }, 't', 'serial')
    for (const id of [1, 2, 9]) taken.add(id, hash(id))
    const there = [1, 2, 3, 4, 5]
    const read = async (statements: readonly Statement[]) =>
      statements.map(({ text, values }): Row[] => {
        const [first = 0] = values.map(Number)
        const rows = there.filter(id => (text.includes('>= $1') ? id >= first : id > first)).slice(0, 2)
        return rows.map(id => [String(id), String(id), hash(id)])
      })
    const noted: string[] = []
    const options = {
      plan: serial,
      session: { read } as unknown as Session,
      taken,
      chunkRows: 2,
      note: (rows: readonly Row[]) => void noted.push(rows.map(([id]) => id).join(' ')),
    }
    const found: (string | null | undefined)[][][] = []
    for await (const { missing, changed } of rowsOf(options, 0)) {
      found.push([missing.map(([id]) => id), changed.map(([id]) => id)])
      assert.equal(taken.has(9, hash(9)), true, 'not before the end')
    }
    assert.deepEqual(found, [
      [[], ['1', '2']],
      [['3', '4'], []],
      [['5'], []],
    ])
    assert.deepEqual(noted, ['1 2', '3 4', '5'])
    assert.deepEqual([taken.sum(0).count, taken.has(9, hash(9))], [2, false])
  })
})
