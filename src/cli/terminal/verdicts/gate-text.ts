// The verdict of a gate on a terminal of 80 columns.
import type * as z from 'zod'
import { formatSeconds } from '../../../core/format.ts'
import { clean } from '../../../presentation/clean.ts'
import type { gateAnswer } from '../../client/service-answers.ts'
import { columns, paragraph } from '../columns.ts'

type Answer = z.output<typeof gateAnswer>

export function gateText(answer: Answer): string {
  const { verdict, reasons, guards } = answer
  return [
    paragraph(`${verdict.toUpperCase()}. ${clean(reasons.join(' '), 2000)}`, 0),
    guards.length === 0 ? '' : `${columns(headOf(answer), guards.map(rowOf))}`,
    paragraph(heldWords(answer), 0),
  ]
    .filter(part => part !== '')
    .join('\n')
}

function headOf({ candidate, baseline }: Answer): string[] {
  return ['GUARD', clean(candidate.name, 20), clean(baseline.name, 20), 'ODDS RATIO', 'VERDICT']
}

function rowOf({ name, verdict, candidate, baseline, ...odds }: Answer['guards'][number]): string[] {
  const upper = odds.odds_ratio_upper === null ? 'inf' : odds.odds_ratio_upper.toFixed(2)
  const range = `${odds.odds_ratio_lower.toFixed(2)} to ${upper}`
  return [name, `${candidate.events}/${candidate.of}`, `${baseline.events}/${baseline.of}`, range, verdict]
}

function heldWords({ candidate, baseline, horizon_seconds: horizon, split }: Answer): string {
  const begun = `${candidate.begun} tasks of the candidate and ${baseline.begun} of the baseline began`
  const held =
    horizon === null
      ? '.'
      : `; ${candidate.matured} and ${baseline.matured} have had their ${formatSeconds(horizon)}.`
  return `${begun}${held} ${split.judged ? '' : 'No split was stated, so that it is not judged.'}`.trim()
}
