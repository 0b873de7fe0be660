// Series of which nobody would be notified: no rule selects them.
import { matchesGlob, selects } from '../../alerting/match.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { Series } from '../../series/series.ts'

/** Asked of one series after the other: which rules are about an indicator is found once. */
export function selector(rules: readonly Rule[]): (series: Pick<Series, 'indicator' | 'labels'>) => boolean {
  const known = new Map<string, readonly Rule[]>()
  const about = (indicator: string): readonly Rule[] => {
    const some =
      known.get(indicator) ??
      rules.filter(({ indicators }) => indicators.some(pattern => matchesGlob(pattern, indicator)))
    known.set(indicator, some)
    return some
  }
  return series => about(series.indicator).some(rule => selects(rule, series))
}
