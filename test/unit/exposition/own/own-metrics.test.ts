import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sourceEvents, sourcePull } from '../../../../src/exposition/metrics/sources.ts'
import { createOwnMetrics } from '../../../../src/exposition/own/own-metrics.ts'

function made(ofProcess: boolean) {
  const known = { stages: [], sources: ['tasks'], notifiers: [], objectives: [], indicators: [] }
  return createOwnMetrics({
    version: '1',
    known,
    ask: (_, work) => work(),
    occasion: () => ({ at: 1000, trace: null }),
    ofProcess,
  })
}

const atPleasure = async (): Promise<void> => {}

const textOf = async (own: ReturnType<typeof made>): Promise<string> =>
  Buffer.concat(await own.in('text', atPleasure)).toString()

describe('what slowburn says of itself', () => {
  test('is as it is at the scrape, counted or observed a moment before', async () => {
    const own = made(false)
    for (const times of [1, 2]) {
      own.instruments.count(sourceEvents, { source: 'tasks', type: 'x' })
      own.instruments.observe(sourcePull, { source: 'tasks' }, 0.3)
      const text = await textOf(own)
      assert.ok(text.includes(`\nslowburn_source_events_total{source="tasks",type="x"} ${times}\n`))
      assert.ok(text.includes(`\nslowburn_source_pull_duration_seconds_count{source="tasks"} ${times}\n`))
    }
  })

  test('has the families of the process where it is asked to, set apart by one empty line like all', async () => {
    const own = made(true)
    const text = await textOf(own)
    assert.match(
      text,
      /\n\n# HELP process_cpu_user_seconds_total .*\n# TYPE .*\nprocess_cpu_user_seconds_total /,
    )
    assert.doesNotMatch(text, /\n\n\n/)
    for (const block of text.trimEnd().split('\n\n'))
      assert.match(block, /^# HELP (\w+) .*\n# TYPE \1 \w+(\n|$)/)
    assert.doesNotMatch(await textOf(made(false)), /process_cpu/)
    const names = (await own.families(atPleasure)).map(({ name }) => name)
    assert.ok(names.includes('process_cpu_user_seconds_total') && names.includes(sourceEvents.name))
  })
})
