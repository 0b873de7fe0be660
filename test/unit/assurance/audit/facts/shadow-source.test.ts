import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventsOf } from '../../../../../src/assurance/audit/facts/retell.ts'
import { shadowSource } from '../../../../../src/assurance/audit/facts/shadow-source.ts'
import { manualClock } from '../../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import type { Batch } from '../../../../../src/sources/source.ts'
import { taskOf } from '../../../../support/audit/told.ts'

const real = {
  name: 'platform',
  feeds: ['task'],
  budget: 0,
  check: async () => [],
  close: async () => {},
  pull: (): AsyncGenerator<Batch> => {
    throw new Error('the real one is asked')
  },
}

async function pulled(source: ReturnType<typeof shadowSource>): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of source.pull(null, new AbortController().signal)) batches.push(batch)
  return batches
}

describe('the shadow of a source', () => {
  test('brings what has happened by now, as far as it lags, once, and never asks the real one', async () => {
    const clock = manualClock(DAY + 10 * MINUTE)
    const source = shadowSource({ real, events: eventsOf(taskOf(), 0), clock, lag: 5 * MINUTE, fault: null })
    const first = await pulled(source)
    assert.deepEqual(
      first.flatMap(({ events }) => events.map(({ type }) => type)),
      ['task.queued', 'task.started'],
    )
    assert.equal(first.at(-1)?.completeUpTo, DAY + 5 * MINUTE)
    clock.set(2 * DAY)
    assert.deepEqual(
      (await pulled(source)).flatMap(({ events }) => events.map(({ type }) => type)),
      ['task.finished'],
    )
    assert.deepEqual(
      (await pulled(source)).flatMap(({ events }) => events),
      [],
    )
  })

  test('of one that fails throws from then on; of one that is blind it says which table, and brings nothing', async () => {
    const clock = manualClock(DAY)
    const events = eventsOf(taskOf(), 0)
    const failing = shadowSource({ real, events, clock, lag: 0, fault: { state: 'fails', from: DAY + HOUR } })
    const blind = shadowSource({ real, events, clock, lag: 0, fault: { state: 'blind', from: DAY } })
    assert.equal((await pulled(failing)).length, 1)
    const [batch] = await pulled(blind)
    assert.deepEqual([batch?.events, batch?.problems[0]?.blind?.since], [[], DAY])
    clock.set(DAY + HOUR)
    await assert.rejects(pulled(failing), /ECONNREFUSED/)
  })
})
