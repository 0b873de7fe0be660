import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { createExposition, type Exposition } from '../../../src/exposition/exposition.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { holdToObjectives, resumeObjectives } from '../../../src/pipeline/held-to.ts'
import { makePlan } from '../../../src/pipeline/plan.ts'
import type { Mark } from '../../../src/storage/store.ts'
import { scraped } from '../../support/exposition/scraped.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'

const objectives = [
  { name: 'succeed', indicator: 'task_failure_rate', match: {}, limit: null, target: 0.99 },
  { name: 'quick', indicator: 'task_run_time_p95', match: {}, limit: null, target: 0.9 },
]
const limited = { enabled: true, bucket: 'auto' as const, limit: 60 }
const NOW = MONDAY + 2 * DAY

/** A process: the marks of the store outlive it. */
function started(config: Parameters<typeof makePlan>[0], marks = new Map<Mark, number>(), now = NOW) {
  const clock = manualClock(now)
  const exposition = createExposition({
    version: '1',
    indicators: [],
    defaultMetrics: false,
    clock,
    known: { objectives: objectives.map(({ name }) => name) },
  })
  const series = {
    mark: (name: Mark) => marks.get(name) ?? null,
    setMark: (name: Mark, at: number) => void marks.set(name, at),
  }
  const deps = { plan: makePlan(config, []), store: { series }, exposition, clock }
  resumeObjectives(deps)
  return { held: holdToObjectives(deps), exposition, marks }
}

async function shown(exposition: Exposition): Promise<string[]> {
  const { body } = await scraped(exposition, 'application/openmetrics-text')
  return [...body.toString().matchAll(/^slowburn_objective_(\w+){objective="(\w+)"} (\S+)$/gm)].map(
    ([, what, of, value]) => `${what} of ${of}: ${value}`,
  )
}

const failed = (at: number, id = 0) => ({ before: null, after: task(at, id, MINUTE, { outcome: 'failed' }) })

describe('what is held to an objective', () => {
  const config = { indicators: { task_run_time_p95: limited }, objectives }

  test('is what ended within a day, by the limit of the indicator where the objective has none', async () => {
    const { held, exposition } = started(config)
    const recent = NOW - HOUR
    held?.replaced([
      { before: null, after: task(recent, 0, 2 * MINUTE) },
      { before: null, after: task(recent, 0, MINUTE, { outcome: 'failed' }) },
      { before: null, after: task(MONDAY, 0, MINUTE, { outcome: 'failed' }) },
    ])
    held?.settled()
    const since = NOW / 1000
    assert.deepEqual(await shown(exposition), [
      'events_total of succeed: 2',
      `events_created of succeed: ${since}`,
      'events_total of quick: 2',
      `events_created of quick: ${since}`,
      'bad_events_total of succeed: 1',
      `bad_events_created of succeed: ${since}`,
      'bad_events_total of quick: 1',
      `bad_events_created of quick: ${since}`,
    ])
  })

  test('is shown once it cannot be lost any more, and then all of it', async () => {
    const { held, exposition } = started(config)
    const total = async (): Promise<string | undefined> => (await shown(exposition))[0]
    held?.replaced([failed(NOW - HOUR)])
    held?.replaced([failed(NOW - HOUR, 1)])
    assert.equal(await total(), 'events_total of succeed: 0')
    held?.settled()
    held?.settled()
    assert.equal(await total(), 'events_total of succeed: 2')
  })

  test('goes on after a restart from where it was, and is counted since it first was', async () => {
    const { held, marks } = started(config)
    held?.replaced([failed(NOW - HOUR)])
    // The process ends before it has shown them.
    const next = started(config, marks, NOW + HOUR)
    const before = await shown(next.exposition)
    assert.equal(before[0], 'events_total of succeed: 1')
    assert.equal(before[1], `events_created of succeed: ${NOW / 1000}`)
    assert.ok(before.includes('bad_events_total of succeed: 1'))
    next.held?.replaced([failed(NOW)])
    next.held?.settled()
    assert.equal((await shown(next.exposition))[0], 'events_total of succeed: 2')
  })

  test('is nothing where there is no objective, or its indicator is not computed', () => {
    assert.equal(started({ indicators: {} }).held, null)
    const disabled = { [taskFailureRate.name]: { ...limited, enabled: false } }
    assert.equal(started({ indicators: disabled, objectives: objectives.slice(0, 1) }).held, null)
  })
})
