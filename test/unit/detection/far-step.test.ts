import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import type { Change, MonitorOptions } from '../../../src/detection/change.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { ar1 } from '../../support/detection/describing.ts'
import { inForm } from '../../support/long-form.ts'

type Family = MonitorOptions['family']

const STEP = 450
/** Points between the alarm and the moment at which its description is read. */
const AFTER = [2, 30, 150]
const TRIALS = 25
/** A level is found to have changed within so many points, and stays so. */
const SOON = 12
const monitor = createMonitor({ describe: describeChange })

/** What a live monitor says, 2, 30 and 150 points after it found the level changed; before that it may be a burst, for some hours. */
function told(family: Family, values: readonly number[]): Change[] {
  let state = monitor.start({ bucket: HOUR, family, goodDirection: 'down', limit: null })
  let raised: number | null = null
  const points = values.map((value, i) => ({ at: i * HOUR, value, lower: value, upper: value, n: TRIALS }))
  return points.flatMap((point, i) => {
    const [next, verdict] = monitor.observe(state, point)
    state = next
    if (verdict.status !== 'alarm') return []
    assert.ok(i < STEP + SOON || verdict.alarm.kind !== 'burst')
    if (verdict.alarm.kind !== 'burst') raised ??= i
    if (raised === null) return []
    return AFTER.includes(i - raised) ? [monitor.describe(state, points.slice(0, i + 1), verdict.alarm)] : []
  })
}

function share(probability: number, random: ReturnType<typeof randomStream>): number {
  return Array.from({ length: TRIALS }, () => random.uniform()).filter(u => u < probability).length / TRIALS
}

/** Noise of standard deviation 1, `ratio` times that from the step on, and a step of `size`. */
function stepped(seed: number, phi: number, size: number, ratio: number): number[] {
  return ar1(randomStream(seed, 'far'), 650, phi).map((z, i) => (i < STEP ? z : size + ratio * z))
}

const SERIES: ReadonlyArray<{ what: string; family: Family; values: (seed: number) => number[] }> = [
  ...[0, 0.5].flatMap(phi =>
    [6, 30].flatMap(size =>
      [0.3, 1].map(ratio => ({
        what: `${size} sigma, noise ${ratio} times as large, phi ${phi}`,
        family: 'real' as const,
        values: (seed: number) => stepped(seed, phi, size, ratio),
      })),
    ),
  ),
  {
    what: 'a duration ten times as long',
    family: 'positive',
    values: seed => stepped(seed, 0.3, Math.log(10) / 0.2, 1).map(z => 40 * Math.exp(0.2 * z)),
  },
  ...[0.3, 1].map(after => ({
    what: `a share from 2 % to ${100 * after} %`,
    family: 'proportion' as const,
    values: (seed: number) => {
      const random = randomStream(seed, 'far')
      return Array.from({ length: 650 }, (_, i) => share(i < STEP ? 0.02 : after, random))
    },
  })),
]

describe('A step that is far larger than the noise', () => {
  for (const { what, family, values } of SERIES) {
    test(`is told as one, soon and late: ${what}`, () => {
      for (let seed = 1; seed <= inForm(1, 5); seed++) {
        const changes = told(family, values(seed))
        assert.equal(changes.length, AFTER.length)
        for (const { kind, direction, onset, from, to } of changes) {
          assert.deepEqual({ seed, kind, direction }, { seed, kind: 'level', direction: 'up' })
          assert.ok(to > from, `from ${from} to ${to}`)
          assert.ok(Math.abs(onset.value / HOUR - STEP) <= 2, `since ${onset.value / HOUR}`)
        }
      }
    })
  }
})

/** In two weeks and a half day. */
const MOVED = 14 * 24 + 13

/** Medians of some 24 tasks an hour that last 40 s, and four times that after `MOVED`; a `part` of the tasks of that hour do already. */
function medians(seed: number, part: number): number[] {
  const random = randomStream(seed, 'mc')
  return Array.from({ length: MOVED + SOON }, (_, hour) => {
    let count = 0
    for (let at = random.exponential(1 / 24); at < 1; at += random.exponential(1 / 24)) count += 1
    const slow = hour > MOVED ? count : hour === MOVED ? part * count : 0
    const values = [...Array(count).keys()].map(i => random.lognormal(40, 0.25) * (i < slow ? 4 : 1))
    return values.sort((a, b) => a - b)[Math.floor(count / 2)] ?? 40
  })
}

// In two of these the hours before were a little high: the run of evidence began in them, and looked like a wider spread.
for (const [seed, part] of [
  [1, 0.3],
  [7, 0.7],
  [20, 0],
  [68, 0],
] as const) {
  test(`a duration four times as long pages within eight hours, whatever the hours before were like (seed ${seed})`, () => {
    let state = monitor.start({ bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null })
    let paged: number | null = null
    for (const [i, value] of medians(seed, part).entries()) {
      const at = Date.UTC(2025, 3, 21) + i * HOUR
      const [next, verdict] = monitor.observe(state, { at, value, lower: value, upper: value, n: 24 })
      state = next
      if (verdict.status === 'alarm' && verdict.alarm.severity === 'page') paged ??= i
    }
    assert.ok(paged !== null && paged >= MOVED && paged < MOVED + 8, `in hour ${paged}`)
  })
}
