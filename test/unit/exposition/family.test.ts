import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GaugeBuilder } from '../../../src/exposition/family.ts'
import { labelSet } from '../../../src/exposition/labels.ts'
import { sourceUp } from '../../../src/exposition/metrics/sources.ts'

describe('the samples of a family', () => {
  test('has no sample for a value that is missing or no finite number, and never a zero instead', () => {
    const builder = new GaugeBuilder(sourceUp)
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) builder.set(value)
    assert.deepEqual(builder.samples, [])
  })

  test('says what is wrong with a value that is left out, and nothing of one that is missing', () => {
    const faultOf = (...values: unknown[]): string | null => {
      const builder = new GaugeBuilder(sourceUp)
      for (const value of values) builder.set(value as number)
      return builder.fault
    }
    assert.equal(faultOf(null, undefined, 1), null)
    assert.match(faultOf(1, 2) ?? '', /^it has two samples with the same labels .*; the first is kept$/)
    assert.equal(faultOf(1, Number.NaN), 'a sample is NaN, not a finite number; it is left out')
    assert.equal(faultOf('many'), 'a sample is many, not a finite number; it is left out')
    assert.ok((faultOf('y'.repeat(10_000)) ?? '').length < 200)
  })

  test('has one sample for a label set', () => {
    const builder = new GaugeBuilder(sourceUp)
    builder.set(1, labelSet({ source: 'a' }))
    builder.set(2, labelSet({ source: 'a' }))
    assert.deepEqual(
      builder.samples.map(({ value }) => value),
      [1],
    )
  })
})
