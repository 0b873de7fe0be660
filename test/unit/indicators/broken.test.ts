// An indicator that breaks, whichever it is, is named, has no values, and stops no other: each of the registry is broken in turn.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { observationRate } from '../../../src/indicators/pulse/observation-rate.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import { LIFECYCLE_KINDS } from '../../../src/lifecycles/registry.ts'
import { historyOf } from '../../support/facts/histories.ts'
import { MONDAY } from '../../support/facts/lifecycles.ts'
import { type LiveRun, startLive } from '../../support/facts/live.ts'
import { inForm } from '../../support/long-form.ts'

const SPAN = 40 * DAY
const HISTORIES = new Map(
  LIFECYCLE_KINDS.map(kind => [kind, historyOf(kind, 41, inForm(300, 600), SPAN)] as const),
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
  [
    'never returns',
    () => {
      for (;;);
    },
    /^it did not return within (0.2|2) s$/,
  ],
]

for (const indicator of indicators) {
  describe(`${indicator.name}, where it is broken`, () => {
    const history = HISTORIES.get(indicator.kind) ?? []
    const sound = indicator === taskThroughput ? observationRate : taskThroughput
    for (const [what, estimate, reason] of FAULTS) {
      test(`and ${what}, is named and leaves the others as they are`, async t => {
        const both = [...history, ...(HISTORIES.get(sound.kind) ?? [])]
        const run = async (patience: number): Promise<LiveRun> => {
          const live = startLive(t, [{ ...indicator, minimum: 0, estimate }, sound], { patience })
          await live.tick(indicator.kind === sound.kind ? history : both, MONDAY + SPAN)
          return live
        }
        // A busy machine may need longer for what is sound, and then interrupts that too.
        let own = await run(what === 'never returns' ? 0.2 : 5)
        if (own.faults.some(fault => fault.indicator === sound.name)) own = await run(2)
        for (const { indicator: name, points } of own.series()) {
          if (name === indicator.name) assert.ok(points.every(({ value }) => value === null))
          else assert.ok(points.some(({ value }) => value !== null))
        }
        assert.ok(own.series().some(one => one.indicator === sound.name))
        const [fault] = own.faults
        assert.equal(fault?.indicator, indicator.name)
        assert.match(fault?.message ?? '', reason)
      })
    }
  })
}
