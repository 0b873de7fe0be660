import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { claimedVerifiedGap } from '../../../../src/indicators/trust/claimed-verified-gap.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { estimated, estimateOver } from '../../../support/facts/windows.ts'
import { inForm } from '../../../support/long-form.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'

interface Claim {
  probability: number
  propensity?: number
  /** Verified after so many hours, by a random audit or otherwise. */
  seen?: { outcome: boolean; audit: boolean; hours?: number }
}

function claims(count: number, claim: (index: number) => Claim): Lifecycle[] {
  return Array.from({ length: count }, (_, index) => {
    const { probability, propensity, seen } = claim(index)
    const openedAt = MONDAY + index
    const audit = seen === undefined ? {} : { audit: Number(seen.audit) }
    return lifecycle('claim', {
      subject: `c${index}`,
      openedAt,
      endedAt: seen === undefined ? null : openedAt + (seen.hours ?? 1) * HOUR,
      outcome: seen === undefined ? null : String(seen.outcome),
      measures: { probability, ...(propensity === undefined ? {} : { propensity }), ...audit },
    })
  })
}

describe('claimed-verified gap by random audits', () => {
  test('is the stated mean minus the audited truth', () => {
    const all = claims(400, i => ({
      probability: 0.9,
      propensity: 0.25,
      ...(i % 4 === 0 ? { seen: { outcome: i % 8 === 0, audit: true } } : {}),
    }))
    const { value, lower, upper, n } = estimated(claimedVerifiedGap, all)
    assertClose(value, 0.4)
    assert.equal(n, 100)
    assert.ok(lower > 0.28 && upper < 0.52)
  })

  test('is blind to verifications that were not drawn at random', () => {
    const audits = claims(100, i => ({
      probability: 0.9,
      propensity: 0.5,
      seen: { outcome: i % 2 === 0, audit: true },
    }))
    const praised = claims(100, () => ({
      probability: 0.9,
      propensity: 0.5,
      seen: { outcome: true, audit: false },
    }))
    assertClose(estimated(claimedVerifiedGap, [...audits, ...praised]).value, 0.4)
  })

  test('weighs each audit by the inverse of its chance', () => {
    const risky = claims(80, () => ({
      probability: 0.8,
      propensity: 0.8,
      seen: { outcome: false, audit: true },
    }))
    const safe = claims(20, () => ({
      probability: 0.8,
      propensity: 0.2,
      seen: { outcome: true, audit: true },
    }))
    assertClose(estimated(claimedVerifiedGap, [...risky, ...safe]).value, 0.8 - 0.5)
  })

  test('needs 97 audits, however many claims there are', () => {
    const few = claims(2000, i => ({
      probability: 0.9,
      propensity: 0.05,
      ...(i < 96 ? { seen: { outcome: true, audit: true } } : {}),
    }))
    assert.deepEqual(estimateOver(claimedVerifiedGap, few), {
      ok: false,
      reason: 'insufficient',
      n: 96,
    })
  })

  test('does not look at an audit that came after the claims had ripened', () => {
    const all = claims(200, i => ({
      probability: 0.9,
      propensity: 1,
      seen: { outcome: i < 100, audit: true, hours: i < 100 ? 2 : 80 },
    }))
    const estimate = estimated(claimedVerifiedGap, all)
    assert.equal(estimate.n, 100)
    assertClose(estimate.value, -0.1)
  })

  test('covers the true gap about 95 times in a hundred where averaging what was seen misses it', () => {
    const held = coverage(inForm(60, 400), 0.85 - 0.6, repetition => {
      const random = randomStream(71, repetition)
      const all = claims(900, () => {
        const outcome = random.chance(0.6)
        const audit = random.chance(0.15)
        const shown = random.chance(outcome ? 0.5 : 0.1)
        const seen = { outcome, audit }
        return { probability: 0.85, propensity: 0.15, ...(audit || shown ? { seen } : {}) }
      })
      return estimated(claimedVerifiedGap, all)
    })
    assert.ok(held > inForm(0.87, 0.92) && held < inForm(1, 0.985), `coverage ${held}`)
  })
})

describe('claimed-verified gap by bounds', () => {
  test('is the middle of what the unseen claims leave possible', () => {
    const all = claims(100, i => ({
      probability: 0.9,
      ...(i < 40 ? { seen: { outcome: i < 30, audit: false } } : {}),
    }))
    const { value, lower, upper, n } = estimated(claimedVerifiedGap, all)
    assertClose(lower, 0.9 - 0.9)
    assertClose(upper, 0.9 - 0.3)
    assertClose(value, 0.3)
    assert.equal(n, 100)
  })

  test('counts a claim by what was known of it when it had ripened, though an audit came later', () => {
    const late = claims(100, () => ({ probability: 0.9, seen: { outcome: false, audit: true, hours: 100 } }))
    const withEarlier = late.map(one => ({
      ...one,
      measures: { ...one.measures, unaudited_at: (one.openedAt ?? 0) + HOUR, unaudited_true: 1 },
    }))
    assertClose(estimated(claimedVerifiedGap, withEarlier).value, -0.1)
    assertClose(estimated(claimedVerifiedGap, late).upper, 0.9)
  })

  test('gives way to the audits as soon as most claims carry a propensity', () => {
    const without = claims(100, () => ({ probability: 0.9 }))
    const drawn = claims(101, () => ({
      probability: 0.9,
      propensity: 1,
      seen: { outcome: true, audit: true },
    }))
    assert.equal(estimated(claimedVerifiedGap, [...without, ...drawn]).n, 101)
    assert.equal(estimated(claimedVerifiedGap, [...without, ...drawn.slice(1)]).n, 200)
  })
})
