// Does a rule concern a change? By indicator name, labels, direction and severity; each must agree.
import type { Change, ChangeRecord, Severity } from '../detection/change.ts'
import { assessmentOf } from '../presentation/change/assessment.ts'
import type { Series } from '../series/series.ts'
import type { Rule } from './rule.ts'

export function matches(rule: Rule, record: ChangeRecord, series: Series): boolean {
  return (
    selects(rule, series) &&
    isWanted(rule.when, record.change) &&
    RANK[record.alarm.severity] >= RANK[rule.severity]
  )
}

/** Whether a rule watches a series, whatever comes of it. */
export function selects(
  { indicators, match }: Rule,
  { indicator, labels }: Pick<Series, 'indicator' | 'labels'>,
): boolean {
  return (
    indicators.some(pattern => matchesGlob(pattern, indicator)) &&
    Object.entries(match).every(([name, value]) => labels[name] === value)
  )
}

/** `*` stands for any run of characters, the empty one included; everything else for itself. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return text === head
  if (!text.startsWith(head)) return false
  let at = head.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - tail.length >= at && text.endsWith(tail)
}

/** Severities in order. */
export const RANK: Readonly<Record<Severity, number>> = { watch: 0, page: 1 }

function isWanted(when: Rule['when'], change: Change): boolean {
  return when === 'any' || assessmentOf(change) === when
}
