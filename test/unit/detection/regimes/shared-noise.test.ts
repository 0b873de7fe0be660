import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { clocksOf } from '../../../../src/detection/regimes/clocks.ts'
import type { Regimes } from '../../../../src/detection/regimes/regime.ts'
import { sharedRegimes } from '../../../../src/detection/regimes/shared-noise.ts'
import { ar1 } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'

function regimes(values: readonly number[], bucket = HOUR, limit: number | null = null): Regimes {
  const clocks = clocksOf({ start: 0, bucket, zone: 'UTC' }, values.length)
  return sharedRegimes(Float64Array.from(values), clocks, { limit, onsets: [] })
}

describe('Regimes in shared noise, in the unit of the row', () => {
  test('tell a slow burn of a third of a per cent a day as a slope, with the day on which it crosses a limit', () => {
    const values = ar1(randomStream(141), 180, 0.3).map(
      (z, i) => 600 * Math.exp(0.08 * z + Math.log(1.0033) * Math.max(0, i - 59)),
    )
    const { changes } = regimes(values, DAY, 1000)
    assert.deepEqual(
      changes.map(({ kind, direction }) => [kind, direction]),
      [['slope', 'up']],
    )
    const [change] = changes
    assert.ok((change?.onset.lower ?? 999) <= 60 && 60 <= (change?.onset.upper ?? 0))
    assert.ok(Math.abs((change?.effect.relative?.value ?? 0) - (1.0033 ** 120 - 1)) < 0.1)
    assert.ok(Math.abs((change?.breach?.value ?? 0) - (59 + Math.log(1000 / 600) / Math.log(1.0033))) < 25)
  })

  test('tell a fall of a positive quantity as no more than all of it', () => {
    const values = ar1(randomStream(142), 60, 0).map((z, i) => (i >= 30 ? 2 : 100) * Math.exp(0.4 * z))
    const [change] = regimes(values, DAY).changes
    assert.equal(change?.kind, 'level')
    assert.ok((change?.effect.relative?.lower ?? -9) > -1)
    assert.ok((change?.to ?? -1) > 0)
  })

  test('tell a count that stops as a fall to nought, never below', () => {
    const random = randomStream(143)
    const values = Array.from({ length: 960 }, (_, i) => (i >= 480 ? 0 : random.integer(0, 6)))
    const [change] = regimes(values).changes
    assert.equal(change?.direction, 'down')
    assert.ok((change?.to ?? -1) >= 0 && (change?.effect.absolute.lower ?? -9) >= -(change?.from ?? 0) - 1e-9)
  })

  test('tell an episode by both of its ends', () => {
    const values = ar1(randomStream(144), 1680, 0.5).map(
      (z, i) => 700 * Math.exp(0.15 * z + (i >= 960 && i < 1032 ? 0.35 : 0)),
    )
    const [left, returned, ...more] = regimes(values).changes
    assert.deepEqual(more, [])
    assert.deepEqual([left?.direction, returned?.direction], ['up', 'down'])
    assert.ok(
      Math.abs((left?.onset.value ?? 0) - 960) <= 12 && Math.abs((returned?.onset.value ?? 0) - 1032) <= 12,
    )
  })

  test('tell a spread that doubles in the unit of the row', () => {
    const values = ar1(randomStream(145), 1680, 0.3).map((z, i) => 400 + (i < 960 ? 20 : 40) * z)
    const [change, ...more] = regimes(values).changes
    assert.deepEqual(more, [])
    assert.equal(change?.kind, 'variance')
    assert.ok(Math.abs((change?.from ?? 0) - 20) < 3 && Math.abs((change?.to ?? 0) - 40) < 6)
  })

  test('find nothing in rare events, and say where there are too few to judge', () => {
    for (const share of [0.05, 0.1, 0.3]) {
      const random = randomStream(146, share * 100)
      const found = regimes(Array.from({ length: 1000 }, () => Number(random.chance(share))))
      assert.deepEqual([found.changes, found.enough], [[], true], String(share))
    }
    const random = randomStream(147)
    assert.equal(regimes(Array.from({ length: 1000 }, () => Number(random.chance(0.003)))).enough, false)
  })
})

describe('An incident that was over within hours', () => {
  test('is told as a level and its end, for every depth and length, and never as slopes', () => {
    const incidents = [
      [6, -2.3],
      [60, 0.8],
      [8, -2],
      [14, -0.9],
      [24, -0.9],
    ] as const
    for (const [hours, log] of incidents.slice(0, inForm(2, 5))) {
      const values = ar1(randomStream(148, hours), 1680, 0.3).map((z, i) =>
        Math.exp(5 + 0.5 * Math.sin(i / 3.82) + 0.1 * z + (i >= 1088 && i < 1088 + hours ? log : 0)),
      )
      const [left, back, ...more] = regimes(values).changes
      assert.deepEqual(more, [], `${hours} h`)
      assert.deepEqual([left?.kind, left?.onset.value, left?.until?.value], ['level', 1088, 1088 + hours])
      assert.ok(back?.back === true && left?.direction === (log < 0 ? 'down' : 'up'))
    }
  })

  test('is told among the others of the row', () => {
    const holidays = [30, 31, 50, 61]
    const values = ar1(randomStream(149), 1920, 0.4).map((z, i) =>
      Math.exp(6 + 0.12 * z - (holidays.includes(Math.floor(i / 24)) ? 0.9 : 0)),
    )
    const { changes } = regimes(values)
    assert.deepEqual(
      changes.filter(({ back }) => !back).map(({ kind, onset }) => [kind, onset.value / 24]),
      [
        ['level', 30],
        ['level', 50],
        ['level', 61],
      ],
    )
  })
})
