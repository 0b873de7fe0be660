// How much more often the platform says "done" than it is.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { verificationsOf } from '../../lifecycles/kinds/claim.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { hajekEstimate } from '../../stats/intervals/hajek.ts'
import { manskiBounds } from '../../stats/intervals/manski.ts'
import type { Estimate, Indicator } from '../indicator.ts'
import { answer, inside, insufficient } from '../window.ts'

/** 97 audits place a share within ten points at 95 %: (1.96 / 0.1)^2 / 4, rounded up. */
const MINIMUM = 97

/**
 * The mean probability stated for the claims of a window, minus the share of them that is true.
 *
 * Where most claims carry the propensity with which they are audited, it is the claims with one that are
 * estimated, from their random audits alone (Hajek). Where not, nobody knows how the verified claims were
 * chosen: `lower` and `upper` are Manski's worst-case bounds, and the value is their middle, good for seeing
 * a change and not for stating a level. Claims are given 48 hours to be verified; what comes later is not
 * looked at, so that old and new windows are treated alike.
 */
export const claimedVerifiedGap: Indicator = {
  name: 'claimed_verified_gap',
  help: 'Mean stated probability of claims minus the share that is true: positive when too much is claimed.',
  unit: 'ratio',
  family: 'real',
  goodDirection: 'down',
  kind: 'claim',
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  minimum: MINIMUM,
  maturity: 48 * HOUR,
  moments: ({ openedAt }) => (openedAt === null ? [] : [openedAt]),
  estimate: window => {
    const claims = window.lifecycles
      .filter(claim => inside(claim.openedAt, window) && claim.measures.probability !== undefined)
      .sort(byOpening)
    const audited = claims.filter(claim => propensityOf(claim) > 0)
    return audited.length * 2 > claims.length
      ? gapByAudits(audited, window.asOf)
      : gapByBounds(claims, window.asOf)
  },
}

function gapByAudits(claims: readonly Lifecycle[], asOf: Millis): Estimate {
  const draws = claims.flatMap(claim => {
    const { audited } = verificationsOf(claim)
    if (audited === null || audited.at > asOf) return []
    return [{ truth: audited.outcome, propensity: propensityOf(claim) }]
  })
  if (draws.length < MINIMUM) return insufficient(draws.length)
  const stated = meanProbability(claims)
  const truth = hajekEstimate(draws)
  return answer(
    { value: stated - truth.value, lower: stated - truth.upper, upper: stated - truth.lower },
    draws.length,
  )
}

function gapByBounds(claims: readonly Lifecycle[], asOf: Millis): Estimate {
  if (claims.length < MINIMUM) return insufficient(claims.length)
  const outcomes = claims.map(claim => outcomeAt(claim, asOf)).filter(outcome => outcome !== null)
  const stated = meanProbability(claims)
  const truth = manskiBounds({
    trues: outcomes.filter(outcome => outcome).length,
    verified: outcomes.length,
    total: claims.length,
  })
  const lower = stated - truth.upper
  const upper = stated - truth.lower
  return answer({ value: (lower + upper) / 2, lower, upper }, claims.length)
}

/** What was known of a claim: its random audit, else any other verification, else nothing. */
function outcomeAt(claim: Lifecycle, asOf: Millis): boolean | null {
  const { audited, unaudited } = verificationsOf(claim)
  if (audited !== null && audited.at <= asOf) return audited.outcome
  if (unaudited !== null && unaudited.at <= asOf) return unaudited.outcome
  return null
}

/** One order whatever order the claims were handed over in: sums of fractions depend on it in the last digit. */
function byOpening(a: Lifecycle, b: Lifecycle): number {
  const time = (a.openedAt ?? 0) - (b.openedAt ?? 0)
  return time !== 0 ? time : a.subject < b.subject ? -1 : 1
}

function propensityOf({ measures }: Lifecycle): number {
  return measures.propensity ?? 0
}

function meanProbability(claims: readonly Lifecycle[]): number {
  return claims.reduce((sum, claim) => sum + (claim.measures.probability ?? 0), 0) / claims.length
}
