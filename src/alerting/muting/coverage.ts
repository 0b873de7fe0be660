// What a silence covers now: alerts that stand, and series that could raise one.
import { type Labels, labelOf } from '../../core/series-key.ts'
import type { Series } from '../../series/series.ts'
import type { Episode } from '../episode.ts'
import { selects } from '../match.ts'
import { type Matcher, matchesLabels } from '../routing/matcher.ts'
import type { Rule } from '../rule.ts'
import { alertLabels } from './silence.ts'

export interface Coverage {
  /** Alerts that are pending or firing. */
  alerts: number
  /** Series of ours, whatever rule and severity an alert on them would have. */
  series: number
  /** Nothing that could fire now would be left: every rule on every series that it watches, and all received alerts that stand. */
  everything: boolean
}

export interface Covered {
  open: readonly Episode[]
  series: readonly Series[]
  rules: readonly Rule[]
}

/** Labels that only an alert has. */
const OF_ALERTS: ReadonlySet<string> = new Set(['rule', 'severity', 'slowburn_severity'])

export function coverageOf(matchers: readonly Matcher[], { open, series, rules }: Covered): Coverage {
  const known = new Map(series.map(one => [one.id, one]))
  const stands = (episode: Episode): boolean => {
    const own = episode.origin === 'change' ? (known.get(episode.seriesId) ?? null) : null
    return matchesLabels(matchers, alertLabels(episode, own))
  }
  const standing = open.filter(stands)
  const takes = remembered(matchers.filter(({ name }) => !OF_ALERTS.has(name)))
  const possible = new Set(series.filter(({ labels, indicator }) => takes({ ...labels, indicator })))
  const watched = series.filter(one => rules.some(rule => selects(rule, one)))
  const received = open.filter(({ origin }) => origin === 'received')
  const everything =
    rules.length * watched.length + received.length > 1 &&
    watched.every(one => possible.has(one)) &&
    rules.every(rule => takesRule(matchers, rule)) &&
    received.every(one => standing.includes(one))
  return { alerts: standing.length, series: possible.size, everything }
}

/** As `matchesLabels`, for many that share few values: each value of a label is matched once, however slow its expression is. */
function remembered(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const known = matchers.map(matcher => ({ matcher, answers: new Map<string, boolean>() }))
  return labels =>
    known.every(({ matcher, answers }) => {
      const value = labelOf(labels, matcher.name)
      const answer = answers.get(value) ?? matchesLabels([matcher], { [matcher.name]: value })
      answers.set(value, answer)
      return answer
    })
}

/** Whether matchers take every alert of a rule, as far as its series do not matter. */
function takesRule(matchers: readonly Matcher[], { name: rule, severity: least }: Rule): boolean {
  const ofAlerts = matchers.filter(({ name }) => OF_ALERTS.has(name))
  const severities = least === 'page' ? ['page'] : ['watch', 'page']
  return severities.every(severity =>
    matchesLabels(ofAlerts, { rule, severity, slowburn_severity: severity }),
  )
}
