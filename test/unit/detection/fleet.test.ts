import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as holds, integer, property, shuffledSubarray } from 'fast-check'
import type { Claim } from '../../../src/detection/fleet.ts'
import { createFleet } from '../../../src/detection/fleet.ts'
import { normal, random } from '../../support/detection/detection.ts'

const fleet = createFleet({ falseDiscoveryRate: 0.1 })

const claim = (seriesId: number, evidence: number, kind: Claim['alarm']['kind'] = 'level'): Claim => ({
  seriesId,
  alarm: { at: 1000, kind, severity: 'page', evidence },
  points: 1,
})

describe('a fleet', () => {
  test('grants a lone page where its e-value reaches the number of series over the rate', () => {
    const need = Math.log(500 / 0.1)
    const [, [under]] = fleet.step(fleet.start(), { series: 500, claims: [claim(1, need - 0.01)] })
    const [, [over]] = fleet.step(fleet.start(), { series: 500, claims: [claim(1, need + 0.01)] })
    assert.equal(under?.severity, 'watch')
    assert.equal(over?.severity, 'page')
  })

  test('lets pages that come together carry each other', () => {
    const claims = Array.from({ length: 10 }, (_, seriesId) => claim(seriesId, Math.log(500.1)))
    const [, grants] = fleet.step(fleet.start(), { series: 500, claims })
    assert.ok(grants.every(({ severity }) => severity === 'page'))
  })

  test('weighs evidence by the time that it took to gather', () => {
    const slow = { ...claim(1, Math.log(6000)), points: 1000 }
    const [, [grant]] = fleet.step(fleet.start(), { series: 500, claims: [slow] })
    assert.equal(grant?.severity, 'watch')
  })

  test('keeps a granted page for as long as its alarm stands, and no longer', () => {
    const [state] = fleet.step(fleet.start(), { series: 10, claims: [claim(1, 20)] })
    const [kept, [still]] = fleet.step(state, { series: 1_000_000_000, claims: [claim(1, 20)] })
    assert.equal(still?.severity, 'page')
    const [gone] = fleet.step(kept, { series: 10, claims: [] })
    assert.deepEqual(gone.granted, {})
  })

  test('passes watches and everything that has fallen silent or stuck', () => {
    const [, grants] = fleet.step(fleet.start(), {
      series: 1_000_000,
      claims: [claim(1, 14, 'missing'), claim(2, 14, 'stuck'), claim(3, 14)],
    })
    assert.deepEqual(
      grants.map(({ severity }) => severity),
      ['page', 'page', 'watch'],
    )
  })

  test('gives the same answer in whatever order claims come, and after a restart', () => {
    const claims = Array.from({ length: 12 }, (_, seriesId) => claim(seriesId, 3 + (seriesId % 5)))
    holds(
      property(
        shuffledSubarray(claims, { minLength: 12 }),
        integer({ min: 12, max: 400 }),
        (order, series) => {
          const [state, grants] = fleet.step(fleet.start(), { series, claims })
          const [other, again] = fleet.step(
            JSON.parse(JSON.stringify(fleet.start())) as ReturnType<typeof fleet.start>,
            {
              series,
              claims: order,
            },
          )
          assert.deepEqual(again, grants)
          assert.deepEqual(other, state)
        },
      ),
      { seed: 3 },
    )
  })

  test('keeps the share of false pages below its rate on dependent e-values', () => {
    const gauss = normal(random(4))
    let share = 0
    for (let run = 0; run < 2000; run += 1) {
      const common = gauss()
      const claims = Array.from({ length: 40 }, (_, seriesId) => {
        const z = Math.sqrt(0.5) * (common + gauss()) + (seriesId < 8 ? 3.5 : 0)
        return claim(seriesId, 2.5 * z - 3.125)
      })
      const [, grants] = fleet.step(fleet.start(), { series: 40, claims })
      const pages = grants.filter(({ severity }) => severity === 'page')
      share += pages.filter(({ seriesId }) => seriesId >= 8).length / Math.max(1, pages.length)
    }
    assert.ok(share / 2000 <= 0.1, `${share / 2000}`)
  })

  test('refuses a rate that is none', () => {
    assert.throws(() => createFleet({ falseDiscoveryRate: 0 }), /requires a falseDiscoveryRate/)
  })
})
