import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { type Baseline, fitBaseline, shiftModel } from '../../../src/detection/baseline/baseline.ts'
import { readPoint, startReading } from '../../../src/detection/baseline/reading.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Detector, Seen } from '../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { type Claim, createFleet } from '../../../src/detection/fleet.ts'
import { KIND_NAMES } from '../../../src/detection/kinds/kinds.ts'
import { brokenDetectors, createMonitor } from '../../../src/detection/monitor.ts'
import { UTC } from '../../../src/detection/rhythm/clock.ts'
import type { Family } from '../../../src/indicators/indicator.ts'
import type { Point } from '../../../src/series/series.ts'
import { monitor, normal, point, random } from '../../support/detection.ts'

fc.configureGlobal({ seed: 20260101 })

/** All pages on detectors, as one text. */
const PAGES = readdirSync('docs/reference/detectors')
  .map(name => readFileSync(`docs/reference/detectors/${name}`, 'utf8'))
  .join('')

const bucketsOf: Readonly<Record<Family, number>> = {
  positive: HOUR,
  real: HOUR,
  proportion: HOUR,
  count: DAY,
}

/** Everything that a detector may be shown: points of a family read against a baseline of that family. */
function shown(family: Family, seed: number): { baseline: Baseline; seen: Seen[] } {
  const bucket = bucketsOf[family]
  const options: MonitorOptions = { bucket, family, goodDirection: null, limit: null }
  const values = stormy(seed, family, bucket).flatMap(({ at, value, n }) =>
    value === null ? [] : [{ at, value, n }],
  )
  const baseline = fitBaseline(values.slice(0, 336), options, UTC)
  let { model } = baseline
  let reading = startReading(model, UTC, baseline.noise)
  const seen = values.slice(336).map(value => {
    const read = readPoint(model, reading, value, options)
    reading = read.state
    model = read.model
    const noise = read.state.noise
    return {
      at: value.at,
      value,
      reading: read.reading,
      model,
      noise,
      options,
      plain: 0,
      said: [],
      claims: [],
    }
  })
  return { baseline, seen }
}

const SHOWN = (['positive', 'real', 'proportion', 'count'] as const).map((family, seed) =>
  shown(family, seed),
)

for (const detector of DETECTORS) conforms(detector)

function conforms(detector: Detector): void {
  const alarm = {
    at: 0,
    severity: 'watch',
    kind: detector.kinds[0] ?? 'level',
    direction: 'up',
    evidence: 11,
  } as const
  const begin = (baseline: Baseline): object | null =>
    detector.init(baseline) ??
    detector.moved?.(null, baseline.model, shiftModel(baseline.model, 0.5), null) ??
    null
  const run = (from: object, over: readonly Seen[]): object =>
    over.reduce((state, seen) => detector.step(state, seen, null)[0], from)

  describe(`the ${detector.name} detector`, () => {
    const rows = SHOWN.flatMap(({ baseline, seen }) => {
      const state = begin(baseline)
      return state === null ? [] : [{ baseline, seen, state }]
    })

    test('watches some family, raises kinds that there are, and has a name of its own', () => {
      assert.ok(rows.length > 0)
      assert.ok(detector.kinds.length > 0 && detector.kinds.every(kind => KIND_NAMES.includes(kind)))
      assert.equal(DETECTORS.filter(({ name }) => name === detector.name).length, 1)
    })

    test('goes on after a restart as if there had been none', () => {
      fc.assert(
        fc.property(fc.constantFrom(...rows), fc.nat(120), ({ seen, state }, cut) => {
          const straight = run(state, seen)
          const resumed = run(throughJson(run(throughJson(state), seen.slice(0, cut))), seen.slice(cut))
          assert.equal(JSON.stringify(resumed), JSON.stringify(straight))
        }),
        { numRuns: 20 },
      )
    })

    test('changes neither its state nor what it is shown', () => {
      for (const { seen, state: first } of rows) {
        let state = first
        for (const each of seen) {
          const kept = JSON.stringify({ state, each })
          const [next] = detector.step(state, each, null)
          assert.equal(JSON.stringify({ state, each }), kept)
          state = next
        }
        const kept = JSON.stringify(state)
        detector.restart(state, true)
        assert.equal(JSON.stringify(state), kept)
      }
    })

    test('says finite things of its own kinds, however long it is shown the same, and while its alarm stands', () => {
      for (const { seen, state: first } of rows) {
        for (const own of [null, alarm]) {
          let state = first
          const last = seen.at(-1) as Seen
          for (let count = 0; count < 400; count += 1) {
            const [next, evidence] = detector.step(state, { ...last, at: last.at + count * HOUR }, own)
            state = next
            if (evidence === null) continue
            assert.ok(!Number.isNaN(evidence.log) && evidence.log < 1e9)
            assert.ok(detector.kinds.includes(evidence.kind))
          }
          assert.equal(JSON.stringify(throughJson(state)), JSON.stringify(state))
          assert.ok(holdsOnlyNumbers(state))
        }
      }
    })

    test('begins anew when it is restarted', () => {
      for (const { seen, state } of rows) {
        const [, evidence] = detector.step(detector.restart(run(state, seen), true), seen[0] as Seen, null)
        assert.ok(evidence === null || detector.kinds.includes('missing') || evidence.log < 10)
      }
    })

    test('has its page', () => {
      assert.ok(PAGES.includes(detector.name), `docs/reference/detectors names ${detector.name}`)
    })
  })
}

describe('a detector that misbehaves', () => {
  const sound = DETECTORS.find(({ name }) => name === 'level') as Detector
  const toy = (broken: Partial<Detector>): Detector => ({
    name: 'toy',
    kinds: ['level'],
    pausedBy: [],
    init: () => ({ count: 0 }),
    step: state => [state, null],
    restart: state => state,
    ...broken,
  })
  const faults: ReadonlyArray<readonly [string, Partial<Detector>, RegExp]> = [
    [
      'throws',
      {
        step: () => {
          throw new Error('out of cheese')
        },
      },
      /out of cheese/,
    ],
    [
      'throws at its beginning',
      {
        init: () => {
          throw new Error('no cheese')
        },
      },
      /no cheese/,
    ],
    ['returns no state', { step: () => [null as unknown as object, null] }, /no state/],
    [
      'returns evidence that is no number',
      { step: state => [state, { log: Number.NaN, pages: true, kind: 'level', direction: 'up' }] },
      /no number/,
    ],
  ]
  for (const [what, broken, reason] of faults) {
    test(`is left out and named where it ${what}, and stops no other`, () => {
      const own = createMonitor({ describe: () => assert.fail(), detectors: [toy(broken), sound] })
      const gauss = normal(random(3))
      let state = own.start({ bucket: HOUR, family: 'real', goodDirection: null, limit: null })
      let raised = ''
      for (let hour = 0; hour < 500; hour += 1) {
        const [next, verdict] = own.observe(state, point(hour * HOUR, gauss() + (hour > 450 ? 3 : 0)))
        state = next
        if (verdict.status === 'alarm') raised = verdict.alarm.kind
      }
      assert.match(brokenDetectors(state).toy ?? '', reason)
      assert.equal(raised, 'level')
    })
  }
})

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
          assert.ok(straight.largest <= 8192, `state of ${straight.largest} bytes`)
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
          assert.ok(holdsOnlyNumbers(state))
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

/** Whether JSON gives back every number of a state. */
function holdsOnlyNumbers(state: object): boolean {
  let sound = true
  JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) sound = false
    return value
  })
  return sound
}
