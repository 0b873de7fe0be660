// What a silence covers now: alerts that stand, and series that could raise one.
import { alertLabels } from '../alerting/muting/silence.ts'
import { type Matcher, matchesLabels } from '../alerting/routing/matcher.ts'
import type { Store } from '../storage/store.ts'

export interface Coverage {
  /** Alerts that are pending or firing. */
  alerts: number
  /** Series of ours, whatever rule and severity an alert on them would have. */
  series: number
}

/** Labels that only an alert has. */
const OF_ALERTS: ReadonlySet<string> = new Set(['rule', 'severity'])

export function coverageOf(
  { episodes, series }: Pick<Store, 'episodes' | 'series'>,
  matchers: readonly Matcher[],
): Coverage {
  const all = series.all()
  const known = new Map(all.map(one => [one.id, one]))
  const standing = episodes.open().filter(episode => {
    const own = episode.origin === 'change' ? (known.get(episode.seriesId) ?? null) : null
    return matchesLabels(matchers, alertLabels(episode, own))
  })
  const ofSeries = matchers.filter(({ name }) => !OF_ALERTS.has(name))
  const possible = all.filter(({ labels, indicator }) => matchesLabels(ofSeries, { ...labels, indicator }))
  return { alerts: standing.length, series: possible.length }
}
