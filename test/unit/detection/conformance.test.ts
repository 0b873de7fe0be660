import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Detector } from '../../../src/detection/detectors/detector.ts'
import { fitLevel, levelEvidence } from '../../../src/detection/detectors/level.ts'
import { fitRate, rateEvidence } from '../../../src/detection/detectors/rates.ts'
import { fitSpread, spreadEvidence } from '../../../src/detection/detectors/spread.ts'
import { trendEvidence } from '../../../src/detection/detectors/trend.ts'
import { type Claim, createFleet } from '../../../src/detection/fleet.ts'
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

    test('sees each of many interleaved series as if it were alone', () => {
      const rows = fc.array(fc.array(inputs, { maxLength: 20 }), { minLength: 2, maxLength: 5 })
      fc.assert(
        fc.property(rows, fc.nat(), (all, seed) => {
          const states = all.map(() => detector.start(frozen))
          for (const [series, input] of interleaved(all, seed)) {
            states[series] = detector.step(frozen, states[series] as State, input)
          }
          const alone = all.map(row => run(detector.start(frozen), row))
          assert.equal(JSON.stringify(states), JSON.stringify(alone))
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

describe('partitions by series', () => {
  const watched = families.flatMap((family, k) =>
    [HOUR, DAY].map((bucket, j) => ({
      options: { bucket, family, goodDirection: 'down', limit: null } as MonitorOptions,
      points: stormy(10 * k + j, family, bucket),
    })),
  )
  const whole = partition(watched.map((_, series) => [series, 0]))

  test('merged give the states and verdicts of one stream, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }), fc.nat(), (homes, seed) => {
        const parts = partition(
          homes.map((place, series) => [series, place]),
          seed,
        )
        assert.equal(JSON.stringify(parts), JSON.stringify(whole))
      }),
      { numRuns: 12 },
    )
  })

  test('bring their claims to one fleet in any order, for the same pages', () => {
    const fleet = createFleet({ falseDiscoveryRate: 0.1 })
    const ticks = Array.from({ length: 520 }, (_, tick) =>
      whole.flatMap(({ verdicts }, seriesId): Claim[] => {
        const verdict = verdicts[tick]
        return verdict?.status === 'alarm' ? [{ seriesId, alarm: verdict.alarm, points: tick + 1 }] : []
      }),
    )
    assert.ok(ticks.some(claims => claims.length >= 4))
    const follow = (order: (claims: readonly Claim[]) => readonly Claim[]): string[] => {
      let state = fleet.start()
      return ticks.map(claims => {
        const [next, grants] = fleet.step(throughJson(state), { series: 8, claims: order(claims) })
        state = next
        return JSON.stringify({ state, grants })
      })
    }
    const one = follow(claims => claims)
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }), homes => {
        const merged = follow(claims => claims.toSorted((a, b) => home(homes, b) - home(homes, a)))
        assert.deepEqual(merged, one)
      }),
      { numRuns: 10 },
    )
  })

  /** Each home keeps the states of its own series and is handed their points, those of different series in any order. */
  function partition(homes: ReadonlyArray<readonly [number, number]>, seed = 0): Followed[] {
    const followed = watched.map(({ options }) => ({
      state: monitor.start(options),
      verdicts: [] as Verdict[],
    }))
    for (const place of new Set(homes.map(([, at]) => at))) {
      const own = homes.filter(([, at]) => at === place).map(([series]) => series)
      const rows = own.map(series => watched[series]?.points ?? [])
      const kept = new Map<number, MonitorState>()
      for (const [row, each] of interleaved(rows, seed)) {
        const series = own[row] as number
        const mine = followed[series] as Followed
        const [next, verdict] = monitor.observe(kept.get(series) ?? mine.state, each)
        kept.set(series, next)
        mine.verdicts.push(verdict)
      }
      for (const [series, state] of kept) (followed[series] as Followed).state = throughJson(state)
    }
    return followed
  }
})

interface Followed {
  state: MonitorState
  verdicts: Verdict[]
}

function home(homes: readonly number[], { seriesId }: Claim): number {
  return homes[seriesId] ?? 0
}

/** All elements, each with the index of its row: in order within a row, in any order between rows. */
function interleaved<T>(rows: ReadonlyArray<readonly T[]>, seed: number): Array<readonly [number, T]> {
  const uniform = random(seed)
  const next = rows.map(() => 0)
  const out: Array<readonly [number, T]> = []
  const total = rows.reduce((sum, row) => sum + row.length, 0)
  while (out.length < total) {
    const row = Math.floor(uniform() * rows.length)
    const at = next[row] ?? 0
    const element = rows[row]?.[at]
    if (element === undefined) continue
    next[row] = at + 1
    out.push([row, element])
  }
  return out
}

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
