// What a silence covers now: alerts that stand, and series that could raise one.
import type { Series } from '../../series/series.ts'
import type { Episode } from '../episode.ts'
import { type Matcher, matchesLabels } from '../routing/matcher.ts'
import { alertLabels } from './silence.ts'

export interface Coverage {
  /** Alerts that are pending or firing. */
  alerts: number
  /** Series of ours, whatever rule and severity an alert on them would have. */
  series: number
}

/** Labels that only an alert has. */
const OF_ALERTS: ReadonlySet<string> = new Set(['rule', 'severity'])

export function coverageOf(
  matchers: readonly Matcher[],
  { open, series }: { open: readonly Episode[]; series: readonly Series[] },
): Coverage {
  const known = new Map(series.map(one => [one.id, one]))
  const standing = open.filter(episode => {
    const own = episode.origin === 'change' ? (known.get(episode.seriesId) ?? null) : null
    return matchesLabels(matchers, alertLabels(episode, own))
  })
  const ofSeries = matchers.filter(({ name }) => !OF_ALERTS.has(name))
  const possible = series.filter(({ labels, indicator }) => matchesLabels(ofSeries, { ...labels, indicator }))
  return { alerts: standing.length, series: possible.length }
}
