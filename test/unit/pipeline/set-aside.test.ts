import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportSetAside } from '../../../src/pipeline/set-aside.ts'
import type { SetAside, SetAsideRow } from '../../../src/storage/set-aside.ts'
import { linesOf } from '../../support/log.ts'

function holding(rows: readonly SetAsideRow[]): SetAside {
  return { all: () => rows, counts: () => [], takeUnreported: () => rows, clear: () => 0 }
}

const ROW: SetAsideRow = {
  table: 'silences',
  id: 's1',
  fault: 'is no silence',
  outcome: 'set aside',
  without: 'Make it again.',
}

test('a row that cannot be used is named with what follows from that', () => {
  const { log, lines } = linesOf()
  reportSetAside({ setAside: holding([ROW, { ...ROW, table: 'outbox', id: '1', outcome: 'mended' }]) }, log)
  assert.match(lines[0] ?? '', /cannot be used.*table=silences id=s1.*Make it again/)
  assert.match(lines[1] ?? '', /mended table=outbox/)
})

test('of very many in one table the first are named, and the others counted', () => {
  const { log, lines } = linesOf()
  reportSetAside({ setAside: holding(Array.from({ length: 1000 }, () => ROW)) }, log)
  assert.equal(lines.length, 21)
  assert.match(lines[20] ?? '', /rows=980/)
})
