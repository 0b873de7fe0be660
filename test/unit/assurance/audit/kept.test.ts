import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keptOf } from '../../../../src/assurance/audit/kept.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

const WRITES =
  /^(save|set|append|add|put|remove|revise|ensure|retire|settle|begin|take|use|leave|rejoin|undo|remember|tie)/

describe('what an audit sees of what is kept', () => {
  test('has nothing that writes, and cannot be given it', t => {
    const kept = keptOf(emptyStore(t, temporaryFolder(t)))
    const methods = Object.values(kept).flatMap(group => Object.keys(group))
    assert.ok(methods.length >= 8)
    assert.deepEqual(
      methods.filter(name => WRITES.test(name)),
      [],
    )
    assert.ok(Object.isFrozen(kept) && Object.values(kept).every(group => Object.isFrozen(group)))
    assert.ok(!('transaction' in kept) && !('outbox' in kept) && !('close' in kept))
  })
})
