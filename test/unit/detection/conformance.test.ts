import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Detector } from '../../../src/detection/detector.ts'
import { fitLevel, levelEvidence } from '../../../src/detection/evidence.ts'
import { fitRate, rateEvidence } from '../../../src/detection/rates.ts'
import { fitSpread, spreadEvidence } from '../../../src/detection/spread.ts'
import { trendEvidence } from '../../../src/detection/trend.ts'
import type { Family } from '../../../src/indicators/indicator.ts'
import type { Point } from '../../../src/series/series.ts'
import { monitor, normal, point, random } from '../../support/detection.ts'

fc.configureGlobal({ seed: 20260101 })

/** A detector with its frozen part learned already and a way to make inputs for it. */
interface Entry<Frozen, Input, State> {
  detector: Detector<Frozen, Input, State>
  frozen: Frozen
  inputs: fc.Arbitrary<Input>
}

const gauss = normal(random(1))
const innovations = Array.from({ length: 336 }, gauss)
const counts = Array.from({ length: 336 }, (_, index) => ({ at: index * HOUR, value: index % 5, weight: 1 }))
const shares = counts.map(count => ({ ...count, value: count.value / 10, weight: 10 }))
const surprises = fc.double({ min: -3, max: 3, noNaN: true })
const outcomes = fc.record({ events: fc.nat(1000), rest: fc.double({ min: 0.1, max: 10, noNaN: true }) })

conforms({
  detector: levelEvidence,
  frozen: fitLevel(innovations, 1 / 336, Math.log(24_000)),
  inputs: surprises,
})
conforms({
  detector: rateEvidence,
  frozen: fitRate(counts, HOUR, false, Math.log(24_000)).level,
  inputs: outcomes,
})
conforms({
  detector: { ...rateEvidence, name: 'rate (of proportions)' },
  frozen: fitRate(shares, HOUR, true, Math.log(24_000)).level,
  inputs: outcomes,
})
conforms({ detector: spreadEvidence, frozen: fitSpread(innovations), inputs: surprises })
conforms({
  detector: trendEvidence,
  frozen: { logThreshold: Math.log(24_000), bucket: DAY },
  inputs: fc.record({
    at: fc.nat(400).map(day => day * DAY),
    deviation: fc.double({ min: -9, max: 9, noNaN: true }),
  }),
})

function conforms<Frozen, Input, State>({ detector, frozen, inputs }: Entry<Frozen, Input, State>): void {
  describe(`the ${detector.name} detector`, () => {
    const run = (from: State, over: readonly Input[]): State =>
      over.reduce((state, input) => detector.step(frozen, state, input), from)

    test('goes on after a restart as if there had been none', () => {
      fc.assert(
        fc.property(fc.array(inputs, { maxLength: 60 }), fc.nat(60), (all, cut) => {
          const straight = run(detector.start(frozen), all)
          const before = run(detector.start(frozen), all.slice(0, cut))
          const resumed = run(throughJson(before), all.slice(cut))
          assert.equal(JSON.stringify(resumed), JSON.stringify(straight))
        }),
      )
    })

    test('changes neither the state nor what was learned', () => {
      fc.assert(
        fc.property(fc.array(inputs, { minLength: 1, maxLength: 20 }), all => {
          let state = detector.start(frozen)
          for (const input of all) {
            const kept = JSON.stringify({ frozen, state })
            const next = detector.step(frozen, state, input)
            assert.equal(JSON.stringify({ frozen, state }), kept)
            state = next
          }
        }),
      )
    })

    test('says finite things however long it is fed the same input', () => {
      fc.assert(
        fc.property(inputs, input => {
          const state = run(
            detector.start(frozen),
            Array.from({ length: 500 }, () => input),
          )
          assert.equal(JSON.stringify(throughJson(state)), JSON.stringify(state))
          assert.ok(!Number.isNaN(detector.evidence(frozen, state)))
        }),
      )
    })
  })
}

const families: readonly Family[] = ['positive', 'real', 'proportion', 'count']
const buckets = [10 * 60_000, HOUR, 3 * HOUR, DAY, 7 * DAY]

describe('the monitor', () => {
  for (const family of families) {
    test(`resumes, replays and never looks ahead on a ${family} series`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(...buckets), fc.nat(500), (seed, bucket, cut) => {
          const options: MonitorOptions = { bucket, family, goodDirection: 'down', limit: null }
          const points = stormy(seed, family, bucket)
          const straight = feed(monitor.start(options), points)
          const before = feed(monitor.start(options), points.slice(0, cut))
          const after = feed(throughJson(before.state), points.slice(cut))
          assert.equal(JSON.stringify(after.state), JSON.stringify(straight.state))
          assert.deepEqual([...before.verdicts, ...after.verdicts], straight.verdicts)
          assert.ok(straight.largest <= 4096, `state of ${straight.largest} bytes`)
        }),
        { numRuns: 40 },
      )
    })
  }

  test('answers every number there is with a verdict and a state that JSON can hold', () => {
    const anything = fc.record({
      gap: fc.constantFrom(0, 1, 1, 1, 1, 2, 200, 1000, -3),
      value: fc.oneof(
        fc.double(),
        fc.constantFrom(0, 1, -1, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, null),
      ),
      n: fc.nat(100),
    })
    fc.assert(
      fc.property(
        fc.array(anything, { minLength: 60, maxLength: 160 }),
        fc.constantFrom(...families),
        (rows, family) => {
          let at = 0
          const points = rows.map(({ gap, value, n }) => {
            at += gap * DAY
            return point(at, value, n)
          })
          const { state } = feed(
            monitor.start({ bucket: DAY, family, goodDirection: null, limit: null }),
            points,
          )
          assert.equal(JSON.stringify(throughJson(state)), JSON.stringify(state))
          assert.ok(!JSON.stringify(state).includes('null,null'))
        },
      ),
    )
  })
})

/** A series that goes through everything: quiet, gaps, a step, ties, spikes, silence and return. */
function stormy(seed: number, family: Family, bucket: number): Point[] {
  const uniform = random(seed)
  const noise = normal(uniform)
  return Array.from({ length: 520 }, (_, index) => {
    const n = 5 + Math.floor(uniform() * 20)
    const lift = index > 400 ? 2 : 0
    const spike = uniform() < 0.01 ? 1e6 : 0
    const silent = uniform() < 0.1 || (index > 440 && index < 470)
    const raw = index > 490 ? 3 : noise() + lift + spike
    const value = {
      real: raw,
      positive: Math.exp(Math.min(raw, 600)),
      count: Math.max(0, Math.round(3 + raw)),
      proportion: Math.round(n * Math.min(1, Math.max(0, 0.2 + raw / 10))) / n,
    }[family]
    return point(index * bucket, silent ? null : value, n)
  })
}

function feed(
  from: MonitorState,
  points: readonly Point[],
): { state: MonitorState; verdicts: Verdict[]; largest: number } {
  let state = from
  let largest = 0
  const verdicts = points.map(each => {
    const [next, verdict] = monitor.observe(state, each)
    state = next
    largest = Math.max(largest, JSON.stringify(state).length)
    return verdict
  })
  return { state, verdicts, largest }
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}
