import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { lastTick, tickFailures } from '../../../../src/exposition/metrics/ticks.ts'
import { requestOf, type WrittenSeries } from '../../../../src/exposition/remote-write/requests.ts'
import { HOSTILE } from '../../../support/exposition/exposition.ts'
import { readRequest } from '../../../support/exposition/remote-write.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const SERIES: WrittenSeries[] = [
  {
    family: lastTick,
    labels: labelSet({ job: 'slowburn', Zone: 'a', instance: 'x' }),
    samples: [
      { at: AT, value: 1.5 },
      { at: AT + 1, value: -2 },
    ],
  },
  { family: tickFailures, labels: labelSet({ job: 'slowburn' }), samples: [{ at: AT, value: 3 }] },
]
const READ = [
  {
    labels: [
      ['Zone', 'a'],
      ['__name__', 'slowburn_last_tick_timestamp_seconds'],
      ['instance', 'x'],
      ['job', 'slowburn'],
    ],
    samples: [
      { timestamp: AT, value: 1.5 },
      { timestamp: AT + 1, value: -2 },
    ],
  },
  {
    labels: [
      ['__name__', 'slowburn_tick_failures_total'],
      ['job', 'slowburn'],
    ],
    samples: [{ timestamp: AT, value: 3 }],
  },
]

test('a request of version 1.0 has each series with its labels in order', () => {
  assert.deepEqual(readRequest('1.0', requestOf('1.0', SERIES)), READ)
})

test('a request of version 2.0 has the same, each text once, and what the metrics are', () => {
  const bytes = requestOf('2.0', SERIES)
  assert.deepEqual(readRequest('2.0', bytes), [
    { ...READ[0], metadata: { type: 2, help: lastTick.help, unit: 'seconds' } },
    { ...READ[1], metadata: { type: 1, help: tickFailures.help, unit: '' } },
  ])
  assert.equal(bytes.toString('latin1').split('slowburn_last_tick').length, 2)
  assert.equal(bytes.toString('latin1').split('\u0008slowburn').length, 2)
})

test('labels may hold whatever a platform writes', () => {
  const series = HOSTILE.map(task => ({ ...SERIES[0], labels: labelSet({ task }) }) as WrittenSeries)
  for (const version of ['1.0', '2.0'] as const) {
    const read = readRequest(version, requestOf(version, series))
    assert.deepEqual(
      read.map(({ labels }) => labels.find(([name]) => name === 'task')?.[1]),
      series.map(({ labels }) => labels.pairs[0]?.[1]),
    )
  }
})
