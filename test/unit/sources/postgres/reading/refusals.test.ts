import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RefusalMemory } from '../../../../../src/sources/postgres/reading/refusals.ts'
import { newStep } from '../../../../../src/sources/postgres/reading/step.ts'

const refusal = { role: 'status', reason: 'is unknown' }

test('a refusal is counted once for a row that is read again, before and after a restart', () => {
  const memory = new RefusalMemory([])
  const step = newStep([])
  memory.add(step, '1', [refusal], true)
  memory.add(step, '1', [refusal], true)
  memory.add(step, '2', [refusal], true)
  assert.equal(step.refusals.length, 2)
  const restarted = new RefusalMemory(memory.list())
  restarted.add(step, '1', [refusal], false)
  assert.equal(step.refusals.length, 2)
})

test('what is remembered has a bound', () => {
  const memory = new RefusalMemory([])
  for (let i = 0; i < 3_000; i++) memory.add(newStep([]), String(i), [refusal], true)
  assert.equal(memory.list().length, 1_000)
  assert.equal(memory.list().at(-1), '2999:status')
})
