import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { sampleMean } from '../../../../src/indicators/pulse/sample-mean.ts'
import { startTally, tallySize } from '../../../../src/indicators/tally.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { addToWindow } from '../../../../src/series/cells.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { estimated, estimateOver, slicesOf } from '../../../support/facts/windows.ts'

const sample = (at: number, value: number): Lifecycle =>
  lifecycle('sample', { openedAt: at, endedAt: at, labels: { name: 'a' }, measures: { value } })

test('one sample is its own value to the last bit, whatever its sign and size', () => {
  for (const value of [0, 0.1, -273.15, 1e15 / 3, 7e-12])
    assert.equal(estimated(sampleMean, [sample(MONDAY, value)]).value, value)
})

// python3 -c "import statistics; print(statistics.fmean([0.1, 0.7, -0.4]))"
test('several are their mean, in whatever order, and those of other buckets are not among them', () => {
  const three = [0.1, 0.7, -0.4].map((value, i) => sample(MONDAY + i, value))
  assert.equal(estimated(sampleMean, [...three, sample(MONDAY + HOUR, 9)]).value, 0.1333333333333333)
  assert.equal(estimated(sampleMean, three.toReversed()).value, 0.1333333333333333)
})

test('how sure a value is nobody says', () => {
  const { lower, upper } = estimated(sampleMean, [sample(MONDAY, 1)])
  assert.deepEqual([lower, upper], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
})

test('none is no zero: nothing is known', () => {
  assert.deepEqual(estimateOver(sampleMean, []), { ok: false, reason: 'insufficient', n: 0 })
})

test('how large a value is says nothing of how many samples there are', () => {
  const tally = startTally()
  const window = { from: MONDAY, to: MONDAY + HOUR }
  for (const slice of slicesOf(sampleMean, [sample(MONDAY, 1 / 3), sample(MONDAY + 1, 1e9)]))
    for (const cell of slice.cells) addToWindow(sampleMean, { ...slice, ...cell }, window, tally)
  assert.equal(tallySize(tally), 2)
})
