// Decides as a tick does, with all that a store would keep in memory: for tests of alerting.

import assert from 'node:assert/strict'
import { type Decision, decide } from '../../../src/alerting/decide.ts'
import { type Episode, isEndOwed } from '../../../src/alerting/episode.ts'
import type { RateLimitState } from '../../../src/alerting/muting/rate-limit.ts'
import { alertLabels, type Silence } from '../../../src/alerting/muting/silence.ts'
import type { Notification } from '../../../src/alerting/notification.ts'
import type { Policy } from '../../../src/alerting/planning/plan.ts'
import { parseMatcher } from '../../../src/alerting/routing/matcher.ts'
import type { Route } from '../../../src/alerting/routing/route.ts'
import type { Rule } from '../../../src/alerting/rule.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import type { Change, ChangeRecord, Severity } from '../../../src/detection/change.ts'
import type { Series } from '../../../src/series/series.ts'
import { changeOf, policyOf, recordOf, routeOf, ruleOf, seriesOf, T0 } from './alerting.ts'

/** Keeps what a store keeps, and looks at the world once for each call. */
export class World {
  episodes = new Map<string, Episode>()
  rateLimit: RateLimitState = {}
  silences: Silence[] = []
  rules: Rule[]
  policy: Policy
  programs: string[] = []
  firings: Millis[] = []
  unreachable: string[] = []

  constructor(rules: Rule[] = [ruleOf({ for: 0, keepFiringFor: 0 })], policy: Partial<Policy> = {}) {
    this.rules = rules
    this.policy = policyOf(policy)
  }

  look(now: Millis, seen: ReadonlyArray<{ record: ChangeRecord; series: Series }>): Decision {
    const all = [...this.episodes.values()]
    const decision = atOnce(
      decide({
        rules: this.rules,
        open: all.filter(({ state }) => state === 'pending' || state === 'firing'),
        owedEnds: all.filter(isEndOwed),
        standing: seen,
        silences: this.silences,
        policy: this.policy,
        labelsOf: episode =>
          alertLabels(episode, seen.find(one => one.series.key === episode.series)?.series ?? series),
        firingsOf: () => this.firings,
        unreachableOf: () => new Set(this.unreachable),
        rateLimit: this.rateLimit,
        isProgram: contact => this.programs.includes(contact),
        patience: DAY,
        listened: 0,
        now,
        ended: id => this.episodes.get(id) ?? null,
      }),
    )
    for (const episode of decision.episodes) this.episodes.set(episode.id, episode)
    this.rateLimit = decision.rateLimit
    this.firings.push(...decision.transitions.filter(({ to }) => to === 'firing').map(({ at }) => at))
    return decision
  }

  touch(change: (episode: Episode) => Episode | null): void {
    for (const episode of this.episodes.values()) {
      const next = change(episode)
      if (next !== null) this.episodes.set(next.id, next)
    }
  }
}

export const series = seriesOf()

export function standing(severity: Severity = 'watch', change: Change = changeOf()) {
  return [{ record: recordOf(T0, { severity, change }), series }]
}

export function notified({ singles, bundles }: Decision): Notification[] {
  return [...singles, ...bundles.flatMap(({ notifications }) => notifications)]
}

export function reasons(decision: Decision): string[] {
  return notified(decision).map(({ reason }) => reason)
}

/** `ann new`, sorted. */
export function who(decision: Decision): string[] {
  return notified(decision)
    .map(({ contact, reason }) => `${contact} ${reason}`)
    .sort()
}

export function many(
  count: number,
  severity: Severity = 'page',
): Array<{ record: ChangeRecord; series: Series }> {
  return Array.from({ length: count }, (_, index) => {
    const one = seriesOf(index + 1, 'task_run_time_p50', { task_type: `t${index}` })
    return { record: recordOf(T0, { seriesId: one.id, severity }), series: one }
  })
}

export function matching(matcher: string, { to, ...rest }: Partial<Route> & { to: string[] }): Route {
  const parsed = parseMatcher(matcher)
  assert.notEqual(typeof parsed, 'string')
  return routeOf({
    name: matcher,
    match: typeof parsed === 'string' ? [] : [parsed],
    steps: [{ to, after: 0 }],
    ...rest,
  })
}
