// Series that are switched on and off by the clock: their edges are tens of standard deviations high, and no change.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import {
  autoregressive,
  HOURLY,
  point,
  raised,
  random,
  spoke,
  watch,
} from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const MONDAY = 4 * DAY
const DAYS = 70

interface Hours {
  name: string
  open: number
  closed: number
  isOpen: (day: number, slot: number) => boolean
}

const KINDS: readonly Hours[] = [
  {
    name: 'sixteen to one, weekdays',
    open: 320,
    closed: 20,
    isOpen: (day, slot) => day < 5 && within(8, slot, 18),
  },
  {
    name: 'four to one, weekdays',
    open: 320,
    closed: 80,
    isOpen: (day, slot) => day < 5 && within(8, slot, 18),
  },
  {
    name: 'six days, long hours',
    open: 160,
    closed: 20,
    isOpen: (day, slot) => day < 6 && within(6, slot, 22),
  },
  {
    name: 'a short Friday and half a Saturday',
    open: 240,
    closed: 15,
    isOpen: (day, slot) => within(8, slot, [19, 19, 19, 19, 14, 13, 0][day] ?? 0),
  },
]

describe('office hours in which nothing changes', () => {
  for (const { name, open, closed, isOpen } of KINDS) {
    test(`raise next to nothing: ${name}`, () => {
      const series = inForm(1, 6)
      let watches = 0
      for (let seed = 0; seed < series; seed += 1) {
        const noise = autoregressive(random(700 + seed), 0.3)
        const points = Array.from({ length: DAYS * 24 }, (_, hour) => {
          const level = isOpen(Math.floor(hour / 24) % 7, hour % 24) ? open : closed
          return point(MONDAY + hour * HOUR, level * Math.exp(0.08 * noise()))
        })
        const found = raised(watch({ ...HOURLY, family: 'positive' }, points).verdicts)
        watches += found.length
        assert.ok(
          found.every(({ severity }) => severity === 'watch'),
          spoke(found),
        )
      }
      assert.ok(watches <= series / 3, `${watches} watches in ${series} series`)
    })
  }
})

function within(from: number, slot: number, until: number): boolean {
  return slot >= from && slot < until
}
