// A verdict as others read it: as JSON of ours, and as what Kayenta's judge says.
import type { Millis } from '../../core/clock.ts'
import { isoTime } from '../../presentation/times.ts'
import type { GateResult, Judged } from './judge.ts'
import { EXIT_CODES, type Verdict } from './verdict.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

type Body = { readonly [name: string]: Json }

export function plainAnswer(result: GateResult): Body {
  const { verdict, reasons, question, from, completeUpTo, times, split } = result
  const side = (name: string, { begun, matured }: GateResult['candidate']): Body => ({ name, begun, matured })
  return {
    ok: verdict === 'pass',
    verdict,
    exit_code: EXIT_CODES[verdict],
    reasons,
    by: question.by,
    candidate: side(question.candidate, result.candidate),
    baseline: side(question.baseline, result.baseline),
    from: moment(from),
    complete_up_to: moment(completeUpTo),
    horizon_seconds: times === null ? null : times.horizon / 1000,
    slow_seconds: times === null ? null : times.slow / 1000,
    margin: question.margin,
    split:
      split === null
        ? { judged: false }
        : { judged: true, meant: split.meant, seen: split.seen, of: split.of, mismatch: split.isMismatch },
    guards: result.guards.map(guardJson),
  }
}

function guardJson({ guard, verdict, why, candidate, baseline, ratio, worse }: Judged): Body {
  return {
    name: guard.name,
    verdict,
    reason: why,
    candidate: { ...candidate },
    baseline: { ...baseline },
    odds_ratio: ratio.value,
    odds_ratio_lower: ratio.lower,
    odds_ratio_upper: Number.isFinite(ratio.upper) ? ratio.upper : null,
    evidence: Math.min(Number.MAX_VALUE, Math.exp(worse)),
  }
}

const SCORES: Readonly<Record<Verdict, number>> = { pass: 100, fail: 0, insufficient: 50, broken: 0 }
const CLASSES: Readonly<Record<Verdict, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  insufficient: 'Marginal',
  broken: 'Fail',
}

/**
 * The `CanaryJudgeResult` of Kayenta: a score from 0 to 100 that a stage holds against its thresholds. It is the verdict in numbers and no average:
 * one guard that fails makes it 0, and 50 stands for what cannot be said yet.
 */
export function kayentaAnswer(result: GateResult): Body {
  const { verdict, reasons, question } = result
  const score = {
    score: SCORES[verdict],
    classification: CLASSES[verdict],
    classificationReason: reasons.join(' '),
  }
  return {
    judgeName: 'slowburn-gate-v1',
    results: result.guards.map(one => analysisOf(one, question.by)),
    groupScores: [{ name: 'guards', ...score }],
    score,
  }
}

function analysisOf({ guard, verdict, why, candidate, baseline, ratio }: Judged, by: string): Body {
  const stats = ({ events, of }: Judged['candidate']): Body => ({
    stats: { count: of, events, mean: of === 0 ? null : events / of },
  })
  const classes = { pass: 'Pass', fail: 'High', insufficient: 'Nodata' } as const
  return {
    name: guard.name,
    id: guard.name,
    tags: { by },
    classification: classes[verdict],
    classificationReason: why,
    groups: ['guards'],
    experimentMetadata: stats(candidate),
    controlMetadata: stats(baseline),
    resultMetadata: { ratio: ratio.value },
    criticality: 'critical',
  }
}

function moment(at: Millis | null): string | null {
  return at === null ? null : isoTime(at)
}
