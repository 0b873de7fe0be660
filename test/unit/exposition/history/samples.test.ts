import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { sampled } from '../../../../src/exposition/history/samples.ts'
import type { Span } from '../../../../src/exposition/history/spans.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { lastTick, tickInterval } from '../../../../src/exposition/metrics/ticks.ts'

const span = (family: Span['family'], of: string, from: number, until: number): Span => ({
  family,
  labels: labelSet({ of }),
  from: from * MINUTE,
  until: until * MINUTE,
  value: from,
})

test('spans are sampled at whole steps, a label set after the other, with the labels of the target', () => {
  const spans = [
    span(tickInterval, 'b', 1, 9),
    span(lastTick, 'a', 0, 5),
    span(tickInterval, 'b', 9, 10),
    span(tickInterval, 'a', 0, 3),
  ]
  const writing = { from: 0, until: 60 * MINUTE, step: 4 * MINUTE, target: { job: 'slowburn' } }
  const found = [...sampled(spans, writing)].map(({ family, labels, samples }) => [
    family.name,
    labels.text,
    [...samples].map(({ at, value }) => [at / MINUTE, value]),
  ])
  assert.deepEqual(found, [
    [
      'slowburn_last_tick_timestamp_seconds',
      '{job="slowburn",of="a"}',
      [
        [0, 0],
        [4, 0],
      ],
    ],
    [
      'slowburn_tick_interval_seconds',
      '{job="slowburn",of="b"}',
      [
        [1, 1],
        [4, 1],
        [8, 1],
        [9, 9],
      ],
    ],
    ['slowburn_tick_interval_seconds', '{job="slowburn",of="a"}', [[0, 0]]],
  ])
})

test('a label of the target takes the name of one of the series, as where a server scrapes', () => {
  const target = { job: 'slowburn', cluster: 'east', of: 'the target' }
  const [one] = sampled([span(lastTick, 'a', 0, 5)], { from: 0, until: MINUTE, step: MINUTE, target })
  assert.equal(one?.labels.text, '{job="slowburn",cluster="east",of="the target",exported_of="a"}')
})
