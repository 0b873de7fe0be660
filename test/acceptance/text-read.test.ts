// The older text, as a real VictoriaMetrics reads it, which asks for no other format.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createExposition } from '../../src/exposition/exposition.ts'
import { labelValue } from '../../src/exposition/labels.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { asking } from '../support/dashboards/live.ts'
import { emptySnapshot, HOSTILE, measured } from '../support/exposition/exposition.ts'
import { needs, serveMetrics } from '../support/exposition/prometheus.ts'
import { startVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'

const AT = Date.UTC(2025, 10, 20, 12)

test(
  'a real VictoriaMetrics reads hostile label values back as they were meant, and no series that is gone',
  needs('victoria-metrics'),
  async t => {
    const exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
    const publish = (values: readonly string[]): Promise<void> => {
      const series = values.map(task_type => measured('task_run_time_p50', AT, { labels: { task_type } }))
      return exposition.publish({ ...emptySnapshot(AT), series })
    }
    await publish(HOSTILE)
    const ask = asking(await startVictoriaMetrics(t, [await serveMetrics(t, exposition)]))
    const read = async (count: number): Promise<string[]> => {
      for (let left = 300; ; left -= 1) {
        const found = await ask('slowburn_task_run_time_p50_seconds')
        const values = found.map(({ metric }) => metric.task_type ?? '')
        if (values.length === count || left === 0) return values.sort()
        await wait(100)
      }
    }
    assert.deepEqual(await read(HOSTILE.length), HOSTILE.map(labelValue).sort())
    const [first = ''] = HOSTILE
    await publish([first])
    assert.deepEqual(await read(1), [labelValue(first)])
  },
)
