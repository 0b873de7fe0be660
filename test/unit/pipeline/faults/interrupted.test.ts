import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInterrupted, interruptedWords } from '../../../../src/pipeline/faults/interrupted.ts'

test('what was interrupted is known by kind and name, that of before too', () => {
  const before = { owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7', at: 1 } as const
  const parts = createInterrupted([before])
  const later = { owner: { kind: 'notifier', name: 'orders' }, place: 'toy.ts:9', at: 2 } as const
  assert.ok(!parts.has(later.owner))
  parts.add(later)
  assert.deepEqual(parts.get({ kind: 'notifier', name: 'orders' }), later)
  assert.equal(parts.get({ kind: 'source', name: 'other' }), null)
  assert.deepEqual(parts.all(), [before, later])
  assert.match(interruptedWords(before), /held up everything at toy\.ts:7 .* until a person restarts/)
})
