import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { counted, type Distribution, type Measure } from '../../../src/indicators/measure.ts'
import {
  addAmount,
  addScaled,
  countOf,
  holds,
  isEmpty,
  mergeMeasures,
  mergeTally,
  sketchOf,
  startTally,
  type Tally,
  tallySize,
} from '../../../src/indicators/tally.ts'
import { logScale, sketchSize } from '../../../src/stats/sketches/log-sketch.ts'
import { lifecycle } from '../../support/facts/lifecycles.ts'

const ends = counted('ends', ({ endedAt }) => endedAt)
const starts = counted('starts', ({ startedAt }) => startedAt)
const length: Distribution = {
  type: 'distribution',
  name: 'length',
  scale: logScale(0.01),
  at: ({ endedAt }) => endedAt,
  value: ({ endedAt }) => endedAt ?? 0,
}
const ended = lifecycle('task', { endedAt: 5 })

function put(tally: Tally, measure: Measure, sign: 1 | -1): void {
  addAmount(tally, measure, measure.type === 'count' ? measure.count(ended) : measure.value(ended), sign)
}

describe('a tally', () => {
  test('counts and collects, and forgets what is taken out again', () => {
    const tally = startTally()
    for (const measure of [ends, length]) put(tally, measure, 1)
    assert.deepEqual([countOf(tally, ends), sketchSize(sketchOf(tally, length)), tallySize(tally)], [1, 1, 1])
    assert.deepEqual([holds(tally, ends), holds(tally, length), holds(tally, starts)], [true, true, false])
    for (const measure of [ends, length]) put(tally, measure, -1)
    assert.deepEqual([holds(tally, ends), holds(tally, length), tallySize(tally)], [false, false, 0])
  })

  test('remembers on how many a measure failed, until they are taken out again', () => {
    const tally = startTally()
    addAmount(tally, length, null, 1)
    assert.deepEqual([holds(tally, length), holds(tally, ends), isEmpty(tally)], [true, false, false])
    const [all, some, others] = [startTally(), startTally(), startTally()]
    mergeTally(all, tally)
    mergeMeasures(some, tally, [length])
    mergeMeasures(others, tally, [ends])
    assert.deepEqual(
      [all, some, others].map(({ unmeasured }) => unmeasured?.get('length')),
      [1, 1, undefined],
    )
    addAmount(tally, length, null, -1)
    assert.ok(isEmpty(tally))
  })

  test('takes all of another, or only what an indicator asks for', () => {
    const other = startTally()
    for (const measure of [ends, starts, length]) put(other, measure, 1)
    const all = startTally()
    mergeTally(all, other)
    mergeTally(all, other)
    assert.deepEqual([countOf(all, ends), countOf(all, starts), tallySize(all)], [2, 2, 2])
    const some = startTally()
    mergeMeasures(some, other, [ends, length])
    assert.deepEqual(
      [countOf(some, ends), countOf(some, starts), sketchSize(sketchOf(some, length))],
      [1, 0, 1],
    )
    assert.equal(countOf(other, ends), 1, 'and leaves the other as it was')
  })

  test('takes as many times what an indicator asks for of another as is said', () => {
    const other = startTally()
    for (const amount of [2, 4, 4]) addAmount(other, length, amount, 1)
    for (let i = 0; i < 3; i++) addAmount(other, ends, 1, 1)
    addAmount(other, starts, 1, 1)
    const into = startTally()
    addScaled(into, other, [ends, length], 2.5)
    assert.deepEqual([countOf(into, ends), countOf(into, starts)], [7.5, 0])
    assert.equal(sketchSize(sketchOf(into, length)), 8)
  })
})
