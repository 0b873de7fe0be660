import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Random, randomStream } from '../../../../src/core/random.ts'
import {
  logProbability,
  type Margins,
  supportOf,
} from '../../../../src/stats/comparison/noncentral-hypergeometric.ts'
import { createOddsEvidence, type OddsEvidence } from '../../../../src/stats/comparison/odds-evidence.ts'
import { assertClose } from '../../../support/numbers.ts'

const ALPHA = 0.025

/** A batch of 20 of which `share` are of the first side; an event has the odds of `base`, on the first side `ratio` times. */
function addBatch(evidence: OddsEvidence, random: Random, share: number, base: number, ratio: number): void {
  const odds = (ratio * base) / (1 - base)
  const margins = { first: 0, second: 0, events: 0 }
  let hits = 0
  for (let i = 0; i < 20; i++) {
    const isFirst = random.chance(share)
    const isEvent = random.chance(isFirst ? odds / (1 + odds) : base)
    margins[isFirst ? 'first' : 'second'] += 1
    if (isEvent) margins.events += 1
    if (isEvent && isFirst) hits += 1
  }
  evidence.add(margins, hits)
}

/** What the e-value of one batch is on average where the log odds ratio is `theta`. */
function expected(margins: Margins, theta: number): number {
  const [least, most] = supportOf(margins)
  let sum = 0
  for (let hits = least; hits <= most; hits++) {
    const evidence = createOddsEvidence(ALPHA)
    evidence.add(margins, hits)
    // The running maximum begins at 1: what lies below it is not seen from outside.
    sum += Math.exp(logProbability(margins, hits, theta)) * Math.exp(evidence.state().worse)
  }
  return sum
}

describe('evidence that the odds of one side are higher', () => {
  test('of one batch is the average likelihood ratio over odds that are higher', () => {
    // sum(w * exp(dlogpmf)) with w ~ d^3 exp(-4 d) on d = .05, .1, ... 3, of hits 3 in (10, 10, 3): numpy with
    // scipy.stats.nchypergeom_fisher.pmf(3, 20, 10, 3, exp(d)) / pmf(3, 20, 10, 3, 1), SciPy 1.17.1
    const evidence = createOddsEvidence(ALPHA)
    evidence.add({ first: 10, second: 10, events: 3 }, 3)
    assertClose(Math.exp(evidence.state().worse), 3.262834289274923)
  })

  test('is no more than the truth allows: its mean is bounded where the odds are equal, and less where they are lower', () => {
    for (const margins of [
      { first: 10, second: 10, events: 4 },
      { first: 2, second: 18, events: 5 },
    ]) {
      const equal = expected(margins, 0)
      assert.ok(equal < 1.5, `${equal}`)
      assert.ok(expected(margins, -1) < equal)
    }
  })

  test('says nothing by batches of one side, without events, or of events alone', () => {
    const evidence = createOddsEvidence(ALPHA)
    evidence.add({ first: 20, second: 0, events: 9 }, 9)
    evidence.add({ first: 10, second: 10, events: 0 }, 0)
    evidence.add({ first: 10, second: 10, events: 20 }, 10)
    assert.deepEqual(evidence.state(), { worse: 0, lower: 0, upper: Number.POSITIVE_INFINITY })
  })

  test('rarely ever reaches its limit where nothing is worse, though the base drifts, and whoever looks all the time', () => {
    let stopped = 0
    const runs = 400
    for (let run = 0; run < runs; run++) {
      const random = randomStream(run, 'odds, alike')
      const evidence = createOddsEvidence(ALPHA)
      for (let batch = 0; batch < 100; batch++) addBatch(evidence, random, 0.5, 0.05 + batch / 400, 1)
      if (evidence.state().worse >= -Math.log(ALPHA)) stopped += 1
    }
    assert.ok(stopped / runs <= ALPHA + 0.015, `${stopped} of ${runs}`)
  })

  test('bounds the odds ratio all the time in at least as many runs as it says', () => {
    for (const [share, base, ratio] of [
      [0.5, 0.1, 2],
      [0.1, 0.2, 1],
      [0.5, 0.3, 0.5],
    ] as const) {
      let held = 0
      const runs = 200
      for (let run = 0; run < runs; run++) {
        const random = randomStream(run, 'odds, bounds', share, base, ratio)
        const evidence = createOddsEvidence(ALPHA)
        // Limits never widen: those of the end are the narrowest.
        for (let batch = 0; batch < 80; batch++) addBatch(evidence, random, share, base, ratio)
        const { lower, upper } = evidence.state()
        if (lower <= ratio && ratio <= upper) held += 1
      }
      assert.ok(held / runs >= 1 - 2 * ALPHA - 0.02, `${held} of ${runs} at ${ratio}`)
    }
  })

  test('finds doubled odds, and excludes them where there are none', () => {
    const found = createOddsEvidence(ALPHA)
    const excluded = createOddsEvidence(ALPHA)
    const random = randomStream(3, 'odds, doubled')
    for (let batch = 0; batch < 150; batch++) {
      addBatch(found, random, 0.5, 0.1, 2)
      addBatch(excluded, random, 0.5, 0.1, 1)
    }
    assert.ok(found.state().lower >= 1, `${found.state().lower}`)
    assert.ok(excluded.state().upper <= 2, `${excluded.state().upper}`)
  })
})
