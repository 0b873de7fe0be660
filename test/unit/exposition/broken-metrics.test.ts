import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExposition } from '../../../src/exposition/exposition.ts'
import { buildInfo } from '../../../src/exposition/metrics/service.ts'
import { tickFailures } from '../../../src/exposition/metrics/ticks.ts'
import { emptySnapshot } from '../../support/exposition/exposition.ts'
import { scrapedText } from '../../support/exposition/scraped.ts'

test('a metric that throws when all is opened is left out and named at every tick, and stops no other', async t => {
  const fail = (): never => {
    throw new Error('out of toys')
  }
  t.mock.method(buildInfo, 'about', fail)
  t.mock.method(tickFailures as Required<typeof tickFailures>, 'zeros', fail)
  const own = createExposition({ version: '1.0.0', indicators: [], defaultMetrics: false })
  const faults: unknown[] = []
  for (let i = 0; i < 2; i++) await own.publish(emptySnapshot(0), { fault: one => void faults.push(one) })
  const named = [buildInfo, tickFailures].map(({ name }) => ({ metric: name, message: 'out of toys' }))
  assert.deepEqual(faults, [...named, ...named])
  const { body: text } = await scrapedText(own)
  assert.doesNotMatch(text, /slowburn_build_info/)
  assert.match(text, /slowburn_tick_interval_seconds/)
  own.instruments.count(tickFailures, { stage: 'collect' })
  assert.match((await scrapedText(own)).body, /slowburn_tick_failures_total\{stage="collect"\} 1/)
})
