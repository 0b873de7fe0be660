// How much more often the platform says "done" than it is.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { verificationsOf } from '../../lifecycles/kinds/claim.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { hajekFromSums } from '../../stats/intervals/hajek.ts'
import { manskiBounds } from '../../stats/intervals/manski.ts'
import { answer, insufficient } from '../answer.ts'
import type { Estimate, Indicator } from '../indicator.ts'
import type { Count } from '../measure.ts'
import { countOf, type Tally } from '../tally.ts'

/** 97 audits place a share within ten points at 95 %: (1.96 / 0.1)^2 / 4, rounded up. */
const MINIMUM = 97

/** A claim is given so long to be verified. What comes later is not looked at, so that all claims are treated alike. */
const HORIZON: Millis = 48 * HOUR

/** Fractions are kept as whole millionths, squared weights as thousandths: their sums are then exact in any order. */
const MILLIONTHS = 1e6
const THOUSANDTHS = 1e3

/** Of claims that state a probability; those with a propensity may be drawn for an audit. */
const stated = measured('claims_stated', () => true, probability)
const claims = measured(
  'claims',
  () => true,
  () => 1,
)
const drawable = measured('claims_drawable', isDrawable, () => 1)
const drawableStated = measured('claims_drawable_stated', isDrawable, probability)
const verified = measured(
  'claims_verified',
  claim => outcomeOf(claim) !== null,
  () => 1,
)
const verifiedTrue = measured(
  'claims_verified_true',
  claim => outcomeOf(claim) === true,
  () => 1,
)
const audits = measured(
  'claim_audits',
  claim => auditOf(claim) !== null,
  () => 1,
)
const auditedTrue = measured('claim_audits_true', claim => auditOf(claim) === true, weight)
const auditedFalse = measured('claim_audits_false', claim => auditOf(claim) === false, weight)
const squaresTrue = measured('claim_audits_true_squares', claim => auditOf(claim) === true, squaredWeight)
const squaresFalse = measured('claim_audits_false_squares', claim => auditOf(claim) === false, squaredWeight)

/**
 * The mean probability stated for the claims of a window, minus the share of them that is true.
 *
 * Where most claims carry the propensity with which they are audited, it is the claims with one that are
 * estimated, from their random audits alone (Hajek). Where not, nobody knows how the verified claims were
 * chosen: `lower` and `upper` are Manski's worst-case bounds, and the value is their middle, good for seeing
 * a change and not for stating a level.
 */
export const claimedVerifiedGap: Indicator = {
  name: 'claimed_verified_gap',
  help: 'Mean stated probability of claims minus the share that is true: positive when too much is claimed.',
  nextActions: {
    level:
      'Read ten claims from after {until} UTC whose check failed: who claimed, and what changed between {from} and {until} UTC.',
    slope: 'Read ten claims since {day} whose check failed: the stated probability outgrows what is true.',
  },
  unit: 'ratio',
  family: 'real',
  goodDirection: 'down',
  kind: 'claim',
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  minimum: MINIMUM,
  maturity: HORIZON,
  measures: [
    stated,
    claims,
    drawable,
    drawableStated,
    verified,
    verifiedTrue,
    audits,
    auditedTrue,
    auditedFalse,
    squaresTrue,
    squaresFalse,
  ],
  estimate: tally =>
    countOf(tally, drawable) * 2 > countOf(tally, claims) ? gapByAudits(tally) : gapByBounds(tally),
}

function gapByAudits(tally: Tally): Estimate {
  const n = countOf(tally, audits)
  if (n < MINIMUM) return insufficient(n)
  const mean = countOf(tally, drawableStated) / MILLIONTHS / countOf(tally, drawable)
  const truth = hajekFromSums({
    draws: n,
    trues: countOf(tally, auditedTrue) / MILLIONTHS,
    falses: countOf(tally, auditedFalse) / MILLIONTHS,
    trueSquares: countOf(tally, squaresTrue) / THOUSANDTHS,
    falseSquares: countOf(tally, squaresFalse) / THOUSANDTHS,
  })
  return answer({ value: mean - truth.value, lower: mean - truth.upper, upper: mean - truth.lower }, n)
}

function gapByBounds(tally: Tally): Estimate {
  const total = countOf(tally, claims)
  if (total < MINIMUM) return insufficient(total)
  const mean = countOf(tally, stated) / MILLIONTHS / total
  const truth = manskiBounds({
    trues: countOf(tally, verifiedTrue),
    verified: countOf(tally, verified),
    total,
  })
  const lower = mean - truth.upper
  const upper = mean - truth.lower
  return answer({ value: (lower + upper) / 2, lower, upper }, total)
}

/** Kept in the cell of the moment at which the claim was made. */
function measured(name: string, counts: (claim: Lifecycle) => boolean, count: Count['count']): Count {
  return {
    type: 'count',
    name,
    at: claim => (claim.measures.probability !== undefined && counts(claim) ? claim.openedAt : null),
    count,
  }
}

/** What was known of a claim at its horizon: its random audit, else any other verification, else nothing. */
function outcomeOf(claim: Lifecycle): boolean | null {
  const { audited, unaudited } = verificationsOf(claim)
  for (const verification of [audited, unaudited]) {
    if (verification !== null && inTime(claim, verification.at)) return verification.outcome
  }
  return null
}

function auditOf(claim: Lifecycle): boolean | null {
  const { audited } = verificationsOf(claim)
  return audited !== null && isDrawable(claim) && inTime(claim, audited.at) ? audited.outcome : null
}

function inTime({ openedAt }: Lifecycle, at: Millis): boolean {
  return openedAt !== null && at <= openedAt + HORIZON
}

function isDrawable({ measures }: Lifecycle): boolean {
  return (measures.propensity ?? 0) > 0
}

function probability({ measures }: Lifecycle): number {
  return Math.round((measures.probability ?? 0) * MILLIONTHS)
}

function weight({ measures }: Lifecycle): number {
  return Math.round(MILLIONTHS / (measures.propensity ?? 1))
}

function squaredWeight({ measures }: Lifecycle): number {
  return Math.round(THOUSANDTHS / (measures.propensity ?? 1) ** 2)
}
