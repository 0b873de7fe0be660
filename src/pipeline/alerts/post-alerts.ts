// What an Alertmanager is to be sent now: every alert of ours that fires, and those that have just ended.

import { alertLabels } from '../../alerting/muting/silence.ts'
import type { Policy } from '../../alerting/planning/plan.ts'
import { type Route, routesFor } from '../../alerting/routing/route.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import { type PostedAlert, postedAlert, RESEND_RESOLVED } from '../../delivery/state/alertmanager.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { verdict } from '../../presentation/change/sentences.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import { type CauseFinder, coincidence } from './causes.ts'

export interface PostAlertsDeps {
  store: Pick<Store, 'episodes' | 'series'>
  causes: CauseFinder
  rules: readonly Rule[]
  policy: Pick<Policy, 'route'>
  /** Where the pages are; null: alerts are not linked. */
  baseUrl: string | null
  settingsOf(series: Series): { indicator: Indicator } | null
}

/** What was received is not sent back; what is muted is sent: an Alertmanager has silences of its own. */
export function alertsToPost(
  { store, causes, rules, policy, baseUrl, settingsOf }: PostAlertsDeps,
  now: Millis,
): PostedAlert[] {
  const known = new Map(store.series.all().map(series => [series.id, series]))
  const episodes = [...store.episodes.open(), ...store.episodes.resolvedSince(now - RESEND_RESOLVED)]
  return episodes.flatMap(episode => {
    if (episode.origin !== 'change' || episode.state === 'pending') return []
    const series = known.get(episode.seriesId)
    const settings = series === undefined ? null : settingsOf(series)
    if (series === undefined || settings === null) return []
    const rule = rules.find(({ name }) => name === episode.rule)
    const labels = alertLabels(episode, series)
    const as = {
      labels: series.labels,
      indicator: series.indicator,
      summary: verdict(seriesTitle(series), episode.change, settings.indicator.unit),
      coincides: coincidence(causes.causesOf(series, episode.change.onset)),
      runbook: rule?.runbook ?? null,
      url: baseUrl && `${baseUrl.replace(/\/+$/, '')}/alerts/${encodeURIComponent(episode.id)}`,
      mail: ownerOf(policy.route, labels),
    }
    return [postedAlert(episode, { severity: rule?.severity ?? 'watch' }, as, now)]
  })
}

/** The same for a watch and for the page that it may become: what changes would make two alerts of one. */
function ownerOf(root: Route, labels: Labels): Route['mail'] {
  const routes = (['watch', 'page'] as const).flatMap(severity =>
    routesFor(root, { ...labels, severity, slowburn_severity: severity }),
  )
  return routes.some(({ mail }) => mail === 'slowburn') ? 'slowburn' : 'alertmanager'
}
