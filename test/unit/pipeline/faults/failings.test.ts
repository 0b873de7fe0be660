import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import type { Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createFailings } from '../../../../src/pipeline/faults/failings.ts'

const CLAIM: Owner = { kind: 'lifecycle', name: 'claim' }

test('each part is named once, with what it failed on last, for an hour after that', () => {
  const failings = createFailings()
  failings.note(CLAIM, 'it fails on claim.made', 0)
  failings.note({ kind: 'measure', name: 'claim' }, 'its value is NaN', 0)
  failings.note(CLAIM, 'it fails on claim.audited', MINUTE)
  assert.deepEqual(failings.all(2 * MINUTE), [
    { owner: CLAIM, message: 'it fails on claim.audited' },
    { owner: { kind: 'measure', name: 'claim' }, message: 'its value is NaN' },
  ])
  assert.equal(failings.all(HOUR).length, 1)
  assert.equal(failings.all(HOUR + MINUTE).length, 0)
})
