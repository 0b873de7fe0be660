import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { DAY } from '../../../src/core/duration.ts'
import { createExposition } from '../../../src/exposition/exposition.ts'
import { type ReadingDeps, readOnDuring, readSources } from '../../../src/pipeline/reading.ts'
import { createLive, isBackfilling } from '../../../src/pipeline/status.ts'
import type { Batch, PulledSource } from '../../../src/sources/source.ts'
import { collecting } from '../../support/facts/collecting.ts'
import { fakeSource, taskEvent } from '../../support/facts/fake-source.ts'
import { planOf } from '../../support/facts/plans.ts'

const NOW = Date.UTC(2026, 4, 1)
const signal = new AbortController().signal

function setUp(t: TestContext, sources: readonly PulledSource[]): ReadingDeps {
  const { deps } = collecting(t, NOW)
  return {
    ...deps,
    plan: planOf(),
    sources,
    live: createLive(),
    exposition: createExposition({ version: '1', indicators: [], defaultMetrics: false }),
    keep: { events: 400 * DAY, facts: 400 * DAY },
    onProgress: () => {},
    publish: async () => {},
  }
}

/** One task at a time, a moment apart, of a history of so many; one pull ends after the first. */
function history(name: string, tasks: number, pulled: string[] = []): PulledSource {
  let row = 0
  return {
    ...fakeSource(name, []),
    pull: async function* () {
      pulled.push(name)
      const isFirst = row === 0
      while (row < tasks) {
        if (!isFirst) await wait(5)
        row += 1
        const events = [taskEvent(String(row), 'task.finished', NOW - DAY, name)]
        const progress = row === tasks ? null : row / tasks
        const batch: Batch = { events, cursor: { row }, completeUpTo: NOW - DAY, progress, problems: [] }
        yield batch
        if (isFirst) return
      }
    },
  }
}

describe('a history', () => {
  test('is read on while another thread works, and no longer', async t => {
    const deps = setUp(t, [history('old', 1000)])
    await readSources(deps, signal)
    assert.equal(deps.store.lifecycles.keptCount(), 1)
    assert.equal(await readOnDuring(wait(100, 'thought'), deps, signal), 'thought')
    const kept = deps.store.lifecycles.keptCount()
    assert.ok(kept > 2 && kept < 200, `${kept} tasks`)
    await wait(50)
    assert.equal(deps.store.lifecycles.keptCount(), kept)
  })

  test('that comes to its end meanwhile is complete at the next tick', async t => {
    const deps = setUp(t, [history('old', 3)])
    await readSources(deps, signal)
    await readOnDuring(wait(200), deps, signal)
    assert.equal(deps.store.lifecycles.keptCount(), 3)
    assert.ok(isBackfilling(deps.live))
    await readSources(deps, signal)
    assert.ok(!isBackfilling(deps.live))
  })

  test('is all that is read meanwhile: what is in the present has its turn at the next tick', async t => {
    const pulled: string[] = []
    const deps = setUp(t, [history('old', 100, pulled), history('present', 1, pulled)])
    await readSources(deps, signal)
    await readOnDuring(wait(20), deps, signal)
    assert.deepEqual(pulled, ['old', 'present', 'old'])
  })

  test('that fails meanwhile is down, and the work is done all the same', async t => {
    const broken = fakeSource('old', [[{ progress: 0.5 }], new Error('gone')])
    const deps = setUp(t, [broken])
    await readSources(deps, signal)
    assert.equal(await readOnDuring(wait(20, 'thought'), deps, signal), 'thought')
    assert.equal(deps.live.sources.get('old')?.up, false)
  })

  test('that cannot be kept ends the tick once the work has ended, whose own fault is that of the tick', async t => {
    const deps = setUp(t, [history('old', 100)])
    await readSources(deps, signal)
    let hasEnded = false
    const work = wait(50).then(() => {
      hasEnded = true
    })
    const noDisk = { ...deps, clock: { ...deps.clock, now: () => assert.fail('no disk') } }
    await assert.rejects(readOnDuring(work, noDisk, signal), /no disk/)
    assert.ok(hasEnded)
    await assert.rejects(readOnDuring(Promise.reject(new Error('no thread')), deps, signal), /no thread/)
  })
})
