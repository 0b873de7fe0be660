// An indicator that breaks, whichever it is, is named, has no values, and stops no other: each of the registry is broken in turn.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import type { Watchdog } from '../../../src/core/watchdog.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import type { Measure } from '../../../src/indicators/measure.ts'
import { counted } from '../../../src/indicators/measure.ts'
import { observationRate } from '../../../src/indicators/pulse/observation-rate.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import { overAt } from '../../../src/lifecycles/facts.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS } from '../../../src/lifecycles/registry.ts'
import { historyOf } from '../../support/facts/histories.ts'
import { MONDAY } from '../../support/facts/lifecycles.ts'
import { type LiveSeries, startLive } from '../../support/facts/live.ts'
import { casesFor, inForm } from '../../support/long-form.ts'
import { loadProof } from '../../support/watchdog.ts'

const SPAN = inForm(10, 40) * DAY
const HISTORIES = new Map(
  LIFECYCLE_KINDS.map(kind => [kind, historyOf(kind, 41, inForm(150, 600), SPAN)] as const),
)

const FAULTS: ReadonlyArray<readonly [string, Indicator['estimate'], RegExp]> = [
  [
    'throws',
    () => {
      throw new Error('out of order')
    },
    /^out of order$/,
  ],
  ['answers nonsense', () => 'many' as never, /no estimate/],
  ['answers what is no number', () => ({ ok: true, value: Number.NaN, lower: 0, upper: 1, n: 99 }), /NaN/],
  ['counts in text', () => ({ ok: false, reason: 'stale', n: '5' }) as never, /^n is 5$/],
  [
    'counts without end',
    () => ({ ok: false, reason: 'stale', n: Number.POSITIVE_INFINITY }),
    /^n is Infinity$/,
  ],
  ['counts in big integers', () => ({ ok: true, value: 1, lower: 0, upper: 2, n: 5n }) as never, /^n is 5$/],
  ['has limits of text', () => ({ ok: true, value: 1, lower: '0', upper: '2', n: 9 }) as never, /outside/],
  [
    'answers with a trap',
    () => ({
      ok: true,
      n: 9,
      get value(): number {
        throw new Error('out of bounds')
      },
      lower: 0,
      upper: 1,
    }),
    /^out of bounds$/,
  ],
]

const throws = (): never => {
  throw new Error('out of order')
}

const MEASURE_FAULTS: ReadonlyArray<readonly [string, (measure: Measure) => Measure, RegExp]> = [
  ['throws', measure => ({ ...measure, at: throws }), /out of order/],
  ['gives a moment that is none', measure => ({ ...measure, at: () => Number.NaN }), /its moment is NaN/],
  ['gives a moment in words', measure => ({ ...measure, at: () => 'now' as never }), /its moment is now/],
  ['gives a moment beyond all time', measure => ({ ...measure, at: () => 8e15 }), /its moment is 8/],
  ['measures endlessly much', measure => amounting(measure, () => Number.POSITIVE_INFINITY), /is Infinity/],
  ['measures in text', measure => amounting(measure, () => '5' as never), /is 5/],
  ['fails to measure', measure => amounting(measure, throws), /out of order/],
]

function amounting(measure: Measure, amount: () => number): Measure {
  return measure.type === 'count' ? { ...measure, count: amount } : { ...measure, value: amount }
}

for (const [place, indicator] of indicators.entries()) {
  describe(`${indicator.name}, where it is broken`, () => {
    const history = HISTORIES.get(indicator.kind) ?? []
    const sound = indicator === taskThroughput ? observationRate : taskThroughput
    const isNamed = async (
      t: TestContext,
      estimate: Indicator['estimate'],
      reason: RegExp,
      watchdog?: Watchdog,
    ): Promise<void> => {
      const both = [...history, ...(HISTORIES.get(sound.kind) ?? [])]
      const own = startLive(
        t,
        [{ ...indicator, minimum: 0, estimate }, sound],
        watchdog === undefined ? {} : { watchdog },
      )
      await own.tick(indicator.kind === sound.kind ? history : both, MONDAY + SPAN)
      for (const { indicator: name, points } of own.series()) {
        if (name === indicator.name) assert.ok(points.every(({ value }) => value === null))
        else assert.ok(points.some(({ value }) => value !== null))
      }
      assert.ok(own.series().some(one => one.indicator === sound.name))
      const [fault] = own.faults
      assert.equal(fault?.indicator, indicator.name)
      assert.match(fault?.message ?? '', reason)
    }
    for (const [what, estimate, reason] of casesFor(FAULTS, place, 1)) {
      test(`and ${what}, is named and leaves the others as they are`, t => isNamed(t, estimate, reason))
    }
    if (!asksEndlessly(indicator)) return
    test('and never returns, is named and leaves the others as they are', t => {
      const { watchdog, forever } = loadProof(0.1)
      return isNamed(t, forever, /^it did not return within 0.1 s$/, watchdog)
    })
  })
}

/** One that never returns takes all of the patience: the short form asks one indicator of each kind for it. */
function asksEndlessly({ kind, name }: Indicator): boolean {
  return inForm(indicators.find(one => one.kind === kind)?.name === name, true)
}

/** What it says where nothing is broken. */
async function seriesOf(
  t: TestContext,
  indicator: Indicator,
  history: readonly Lifecycle[],
): Promise<LiveSeries[]> {
  const live = startLive(t, [indicator])
  await live.tick(history, MONDAY + SPAN)
  return live.series()
}

for (const [place, indicator] of indicators.entries()) {
  describe(`${indicator.name}, where its measures are broken`, () => {
    const history = (HISTORIES.get(indicator.kind) ?? []).slice(0, 300)
    let alone: LiveSeries[] | null = null
    const sound: Indicator = {
      ...taskThroughput,
      kind: indicator.kind,
      measures: [counted('sound', lifecycle => overAt(lifecycle) ?? lifecycle.openedAt)],
      estimate: tally => {
        const n = tally.counts.get('sound') ?? 0
        return { ok: true, value: n, lower: n, upper: n, n }
      },
    }
    const isNamed = async (
      t: TestContext,
      breaking: (measure: Measure) => Measure,
      reason: RegExp,
      watchdog?: Watchdog,
    ): Promise<void> => {
      const broken = { ...indicator, name: 'broken', measures: indicator.measures.map(breaking) }
      const live = startLive(t, [broken, sound], watchdog === undefined ? {} : { watchdog })
      await live.tick(history, MONDAY + SPAN)
      alone ??= await seriesOf(t, sound, history)
      const all = live.series()
      assert.deepEqual(
        all.filter(one => one.indicator === sound.name),
        alone,
      )
      assert.ok(
        all.every(
          one => one.indicator === sound.name || one.points.every(p => p.value === null || p.n === 0),
        ),
      )
      assert.match(live.lines.join(' '), reason)
      assert.ok(live.faults.length > 0 && live.faults.every(fault => fault.indicator === 'broken'))
      assert.match(live.faults[0]?.message ?? '', /^its measure \w+ failed on what came in this time$/)
    }
    for (const [what, breaking, reason] of casesFor(MEASURE_FAULTS, place, 1)) {
      test(`and one ${what}, is named and leaves the others of its kind as they are`, t =>
        isNamed(t, breaking, reason))
    }
    if (!asksEndlessly(indicator)) return
    test('and one never returns, is named and leaves the others of its kind as they are', t => {
      const { watchdog, forever } = loadProof(0.1)
      return isNamed(t, measure => amounting(measure, forever), /did not return within/, watchdog)
    })
  })
}
