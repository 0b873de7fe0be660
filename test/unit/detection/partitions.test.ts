// Work on many series can be divided by series without changing what is found.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import { type Claim, createFleet } from '../../../src/detection/fleet.ts'
import { monitor, random } from '../../support/detection/detection.ts'
import { families, stormy, throughJson } from '../../support/detection/stormy.ts'
import { inForm } from '../../support/long-form.ts'

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
      { numRuns: inForm(1, 12) },
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
      { numRuns: inForm(2, 10) },
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
