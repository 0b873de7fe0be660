import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setAsideOf } from '../../../src/queries/set-aside.ts'
import type { SetAsideRow } from '../../../src/storage/set-aside.ts'

const ROW: SetAsideRow = { table: 'silences', id: 's1', fault: 'f', outcome: 'set aside', without: 'w' }

test('all rows that could not be used are counted, and the first are named', () => {
  const rows = Array.from({ length: 9 }, () => ROW)
  const counts = [
    { table: 'silences', outcome: 'set aside' as const, rows: 9 },
    { table: 'outbox', outcome: 'mended' as const, rows: 2 },
  ]
  const setAside = { all: () => rows, counts: () => counts, takeUnreported: () => [], clear: () => 0 }
  const { rows: total, first } = setAsideOf({ setAside })
  assert.deepEqual([total, first.length], [11, 5])
})
