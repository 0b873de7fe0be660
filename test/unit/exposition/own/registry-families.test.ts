import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Counter, Histogram, Registry } from 'prom-client'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { collectProcessMetrics, familiesOf } from '../../../../src/exposition/own/registry-families.ts'

describe('what prom-client keeps', () => {
  test('is the same as data', async () => {
    const registry = new Registry()
    const shared = { help: 'A.', labelNames: ['of'], registers: [registry] }
    new Counter({ ...shared, name: 'a_total' }).inc({ of: 'x' }, 3)
    new Histogram({ ...shared, name: 'b', buckets: [1, 2] }).observe({ of: 'y' }, 1.5)
    assert.deepEqual(await familiesOf(registry), [
      {
        name: 'a_total',
        help: 'A.',
        type: 'counter',
        samples: [{ labels: labelSet({ of: 'x' }), value: 3 }],
      },
      {
        name: 'b',
        help: 'A.',
        type: 'histogram',
        histograms: [
          { labels: labelSet({ of: 'y' }), bounds: [1, 2], cumulative: [0, 1], sum: 1.5, count: 1 },
        ],
      },
    ])
  })

  test('has those of the process, and no gauge that is named like a counter', async () => {
    const registry = new Registry()
    collectProcessMetrics(registry)
    const families = await familiesOf(registry)
    assert.ok(families.some(({ name }) => name === 'process_cpu_seconds_total'))
    assert.deepEqual(
      families.filter(({ name, type }) => type === 'gauge' && name.endsWith('_total')),
      [],
    )
  })
})
