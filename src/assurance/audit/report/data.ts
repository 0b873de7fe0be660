// An audit as JSON: times in ISO 8601, durations in seconds.
import type { Millis } from '../../../core/clock.ts'
import { cardWords } from '../../../presentation/sensitivity-words.ts'
import { seriesTitle } from '../../../presentation/series-words.ts'
import type { Audit } from '../audit.ts'
import type { Trial, Unplanted } from '../trial.ts'
import { delayOf, EXIT_CODES, isOnsetCovered, isRightKind } from '../verdict.ts'
import { summariesOf } from './summary.ts'

export function dataOf(audit: Audit) {
  return {
    verdict: audit.verdict,
    exit_code: EXIT_CODES[audit.verdict],
    at: iso(audit.at),
    series: audit.series,
    findings: audit.findings,
    plants: summariesOf(audit).map(({ plant, must, medianDelay, onsetCovered, rightKind, ...counts }) => ({
      plant,
      must,
      ...counts,
      right_kind: rightKind,
      onset_covered: onsetCovered,
      median_delay_seconds: seconds(medianDelay),
    })),
    trials: audit.trials.map(trialOf),
    cards: audit.cards.map(cardData),
    cross_checks: audit.crossChecks.map(({ share, detector, whole, agree }) => {
      return { share, detector_seconds: seconds(detector), whole_seconds: seconds(whole), agree }
    }),
    facts: audit.facts.map(one => {
      if ('unplanted' in one) return one
      const { plant, must, onset, until, reported } = one
      const message = reported === null ? null : { ...reported, at: iso(reported.at) }
      const delay = reported === null ? null : reported.at - onset
      return { plant, must, waited_seconds: seconds(until - onset), delay_seconds: seconds(delay), message }
    }),
  }
}

function trialOf(one: Trial | Unplanted) {
  const { plant, series } = one
  if ('unplanted' in one) return { plant, series: series.key, unplanted: one.unplanted }
  const { raised, reported, suppressed, onset } = one
  return {
    plant,
    series: series.key,
    onset: iso(onset),
    delay_seconds: seconds(delayOf(one)),
    right_kind: isRightKind(one),
    onset_covered: isOnsetCovered(one),
    raised: raised.map(({ at, kind, direction, severity }) => ({ at: iso(at), kind, direction, severity })),
    message: reported === null ? null : { ...reported, at: iso(reported.at) },
    suppressed: suppressed.map(({ contact, reason, by, until }) => {
      return { contact, reason, by, until: until === null ? null : iso(until) }
    }),
  }
}

function cardData(card: Audit['cards'][number]) {
  const { series, worse, held, upTo, direction, stood, sizes } = card
  return {
    series: series.key,
    title: seriesTitle(series),
    worse,
    held,
    up_to: iso(upTo),
    direction,
    stood,
    words: cardWords(card),
    sizes: sizes.map(({ share, delays }) => ({
      share,
      plants: delays?.plants ?? null,
      reported: delays?.reported ?? null,
      independent: delays?.independent ?? null,
      within_seconds: seconds(delays?.within ?? null),
      lower_seconds: seconds(delays?.range?.lower ?? null),
      upper_seconds: seconds(delays?.range?.upper ?? null),
      followed_seconds: seconds(delays?.followed ?? null),
    })),
  }
}

function seconds(ms: Millis | null): number | null {
  return ms === null ? null : ms / 1000
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}
