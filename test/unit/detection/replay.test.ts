// What the monitor raised on seeded series when these were recorded: work on its speed alone changes none of it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import {
  autoregressive,
  HOURLY,
  normal,
  point,
  poisson,
  type Random,
  raised,
  random,
  watch,
} from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const from = (onset: number, size: number) => (hour: number) => (hour >= onset ? size : 0)
const wave = (hour: number) => Math.sin((2 * Math.PI * hour) / 24)

/** A series a line: what it is, its options, its length, its values, and by seed what was raised: index, kind, severity. */
const RECORDED: ReadonlyArray<{
  what: string
  options?: Partial<MonitorOptions>
  count: number
  value: (uniform: Random) => (index: number) => number
  raised: readonly string[]
}> = [
  {
    what: 'a step of one sigma in AR(.5)',
    count: 1200,
    value: uniform => {
      const noise = autoregressive(uniform, 0.5)
      return hour => noise() + from(900, 1)(hour)
    },
    raised: [
      '967 level watch, 996 level page',
      '933 level watch, 1108 level page',
      '916 level watch, 925 level page',
    ],
  },
  {
    what: 'a daily rhythm that rises by a third',
    options: { family: 'positive' },
    count: 1200,
    value: uniform => {
      const noise = autoregressive(uniform, 0.3)
      return hour => Math.exp(wave(hour) + 0.2 * noise() + from(800, 0.3)(hour))
    },
    raised: [
      '812 level watch, 820 level page',
      '819 level watch, 987 level page',
      '811 level watch, 821 level page',
    ],
  },
  {
    what: 'a spread that doubles',
    count: 1100,
    value: uniform => {
      const noise = autoregressive(uniform, 0.3)
      return hour => (hour >= 700 ? 2 : 1) * noise()
    },
    raised: [
      '743 variance watch, 770 variance page',
      '749 variance watch, 797 variance page',
      '737 variance watch, 751 variance page',
    ],
  },
  {
    what: 'one hour of the day',
    count: 1100,
    value: uniform => {
      const noise = normal(uniform)
      return hour => noise() + (hour % 24 === 5 ? (hour >= 700 ? 9 : 5) : 0)
    },
    raised: ['797 hour watch, 869 hour page', '', '797 hour watch, 821 hour page'],
  },
  {
    what: 'a step of days',
    options: { bucket: DAY, family: 'positive' },
    count: 80,
    value: uniform => {
      const noise = normal(uniform)
      return day => 250 * Math.exp(0.1 * noise() + from(40, 0.3)(day))
    },
    raised: [
      '43 level watch, 47 level page',
      '45 level watch, 52 level page',
      '43 level watch, 51 level page',
    ],
  },
  {
    what: 'counts that rise by half',
    options: { family: 'count' },
    count: 700,
    value: uniform => hour => poisson(uniform, 4 + from(500, 2)(hour)),
    raised: [
      '538 level watch, 576 level page',
      '521 level watch, 526 level page',
      '541 level watch, 555 level page',
    ],
  },
]

describe('replaying seeded series', () => {
  for (const { what, options = {}, count, value, raised: recorded } of RECORDED) {
    test(`raises of ${what} what it raised`, () => {
      const bucket = options.bucket ?? HOUR
      const seeds = inForm([1], [1, 2, 3])
      const seen = seeds.map(seed => {
        const at = value(random(seed))
        const points = Array.from({ length: count }, (_, index) => point(index * bucket, at(index)))
        const alarms = raised(watch({ ...HOURLY, ...options }, points).verdicts)
        return alarms.map(({ index, kind, severity }) => `${index} ${kind} ${severity}`).join(', ')
      })
      assert.deepEqual(seen, recorded.slice(0, seeds.length))
    })
  }
})
