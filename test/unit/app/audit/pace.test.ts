import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createPace, processorTime } from '../../../../src/app/audit/pace.ts'

describe('the pace', () => {
  test('waits after each piece for as long as its share asks', async () => {
    let cpu = 0
    const waits: number[] = []
    const clock = { sleep: async (ms: number) => void waits.push(Math.round(ms)) }
    const pace = createPace(0.05, clock, () => cpu)
    const { signal } = new AbortController()
    for (const work of [100, 0, 40]) {
      cpu += work
      await pace(signal)
    }
    assert.deepEqual(waits, [1900, 760])
    const whole = createPace(1, clock, () => (cpu += 50))
    await whole(signal)
    assert.equal(waits.length, 2)
  })

  test('ends with the signal, and counts what the processor did', async () => {
    const before = processorTime()
    while (processorTime() - before < 5) Math.sqrt(before)
    const pace = createPace(0.5, { sleep: async () => {} })
    await assert.rejects(pace(AbortSignal.abort(new Error('ended'))), /ended/)
  })
})
