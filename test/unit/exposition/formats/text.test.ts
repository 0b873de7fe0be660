import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Gauge, Registry } from 'prom-client'
import { GaugeBuilder } from '../../../../src/exposition/family.ts'
import { renderGauges } from '../../../../src/exposition/formats/text.ts'
import { labelSet, labelValue } from '../../../../src/exposition/labels.ts'
import { sourceProblems, sourceUp } from '../../../../src/exposition/metrics/sources.ts'
import { lastTick, tickInterval } from '../../../../src/exposition/metrics/ticks.ts'
import { ANY_CHARACTER } from '../../../support/any-text.ts'

describe('the text of gauges', () => {
  test('is byte for byte what prom-client writes', async () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
    const text = fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 300 })
    const sample = fc.record({ value: number, source: text, where: text })
    const samples = fc.uniqueArray(sample, {
      minLength: 1,
      maxLength: 8,
      selector: s => `${s.source}\u0000${s.where}`,
    })
    await fc.assert(
      fc.asyncProperty(samples, fc.string({ minLength: 1 }), async (given, help) => {
        const family = { ...sourceProblems, help }
        const ours = new GaugeBuilder(family)
        const theirs = new Registry()
        const gauge = new Gauge({
          name: family.name,
          help,
          labelNames: ['source', 'where'],
          registers: [theirs],
        })
        for (const { value, source, where } of given) {
          const labels = { source: labelValue(source), where: labelValue(where) }
          ours.set(value, labelSet(labels))
          gauge.set(labels, value)
        }
        assert.equal(renderGauges([ours]), await theirs.metrics())
      }),
      { numRuns: 200 },
    )
  })

  test('sets families apart as prom-client does', async () => {
    const theirs = new Registry()
    const ours = [lastTick, tickInterval].map(family => {
      const builder = new GaugeBuilder(family)
      builder.set(7)
      new Gauge({ name: family.name, help: family.help, registers: [theirs] }).set(7)
      return builder
    })
    assert.equal(renderGauges(ours), await theirs.metrics())
  })

  test('has no line for a family without a sample', () => {
    assert.equal(renderGauges([new GaugeBuilder(sourceUp)]), '')
  })
})
