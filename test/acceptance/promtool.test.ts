import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createExposition, type Exposition } from '../../src/exposition/exposition.ts'
import { sourceRefused } from '../../src/exposition/metrics/sources.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, fullExposition, HOSTILE, series } from '../support/exposition/exposition.ts'
import { needs, run } from '../support/exposition/prometheus.ts'
import { scrapedText } from '../support/exposition/scraped.ts'

const AT = Date.UTC(2025, 10, 20, 12)

describe('promtool check metrics', needs('promtool'), () => {
  test('finds nothing in a full snapshot with the metrics of the process', async () => {
    await assertClean(fullExposition(indicators, AT))
  })

  test('finds nothing before the first tick', async () => {
    await assertClean(createExposition({ version: '1.2.3', indicators }))
  })

  test('finds nothing where labels hold whatever a platform may write', async () => {
    const exposition = fullExposition(indicators, AT)
    exposition.publish({
      ...emptySnapshot(AT),
      series: HOSTILE.map(task_type => series('task_run_time_p50', { labels: { task_type } })),
    })
    for (const text of HOSTILE) exposition.instruments.count(sourceRefused, { source: text, reason: text })
    await assertClean(exposition)
  })

  test('does find a metric that breaks the conventions', async () => {
    const { code, output } = await run('promtool', ['check', 'metrics'], '# TYPE a_total gauge\na_total 1\n')
    assert.notEqual(code, 0)
    assert.match(output, /a_total/)
  })
})

async function assertClean(exposition: Exposition): Promise<void> {
  const { body } = await scrapedText(exposition)
  assert.deepEqual(await run('promtool', ['check', 'metrics'], body), { code: 0, output: '' })
}
