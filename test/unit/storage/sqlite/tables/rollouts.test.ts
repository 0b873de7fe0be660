import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { ROLLOUTS_DDL, sqliteRollouts } from '../../../../../src/storage/sqlite/tables/rollouts.ts'
import { endOf, rehearsalOf } from '../../../../support/rollout/ledger.ts'

function opened() {
  const db = new DatabaseSync(':memory:')
  db.exec(ROLLOUTS_DDL)
  return sqliteRollouts(db)
}

const digestOf = (version: string, digest: string) => ({ version, digest, at: 1, by: 'ci' })

describe('the ledger of rollbacks', () => {
  test('keeps the first digest of a version, whatever is said later', () => {
    const ledger = opened()
    assert.equal(ledger.record('api', digestOf('v1', 'a')), true)
    assert.equal(ledger.record('api', digestOf('v1', 'b')), false)
    assert.equal(ledger.record('worker', digestOf('v1', 'c')), true)
    assert.deepEqual(ledger.digests('api'), [digestOf('v1', 'a')])
  })

  test('ends a rehearsal once, and none that never began', () => {
    const ledger = opened()
    ledger.begin('api', { ...rehearsalOf(5), id: 'x' })
    assert.equal(ledger.end('worker', 'x', endOf(9)), false)
    assert.equal(ledger.end('api', 'x', endOf(9)), true)
    assert.equal(ledger.end('api', 'x', endOf(10)), false)
    assert.deepEqual(ledger.rehearsals('api'), [{ ...rehearsalOf(5), id: 'x', end: endOf(9) }])
  })

  test('lets go of what is older than the last four hundred of a kind, and of no other kind', () => {
    const ledger = opened()
    ledger.record('api', digestOf('v1', 'a'))
    for (let at = 0; at < 410; at += 1) ledger.look('api', { version: 'v1', at, digest: null, fault: null })
    assert.deepEqual([ledger.looks('api').length, ledger.looks('api')[0]?.at], [400, 409])
    assert.equal(ledger.digests('api').length, 1)
  })
})
