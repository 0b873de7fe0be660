import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RefusalMemory } from '../../../../../../src/sources/postgres/reading/rows/refusals.ts'
import { newStep } from '../../../../../../src/sources/postgres/reading/rows/step.ts'

const refusal = { role: 'status', reason: 'is unknown', value: 'odd' }
const row = (rowKey: string) => ({ rowKey, at: null })

test('a refusal is counted once for a row that is read again, before and after a restart', () => {
  const memory = new RefusalMemory([])
  const step = newStep([])
  memory.add(step, row('1'), [refusal], true)
  memory.add(step, row('1'), [refusal], true)
  memory.add(step, row('2'), [refusal], true)
  assert.equal(step.refusals.length, 2)
  const restarted = new RefusalMemory(memory.list())
  restarted.add(step, row('1'), [refusal], false)
  assert.equal(step.refusals.length, 2)
})

test('what is remembered has a bound', () => {
  const memory = new RefusalMemory([])
  for (let i = 0; i < 3_000; i++) memory.add(newStep([]), row(String(i)), [refusal], true)
  assert.equal(memory.list().length, 1_000)
  assert.equal(memory.list().at(-1), '2999:status')
  for (let i = 0; i < 500; i++) memory.add(newStep([]), row('k'.repeat(200) + i), [refusal], true)
  assert.ok(JSON.stringify(memory.list()).length <= 20_002)
  assert.ok(memory.list().length > 80)
})
