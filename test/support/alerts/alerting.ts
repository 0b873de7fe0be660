// Builds rules, series and standing changes, and drives the evaluation through time as a tick would.

import type { ChangeEpisode, Transition } from '../../../src/alerting/episode.ts'
import { type Evaluation, evaluate } from '../../../src/alerting/evaluate.ts'
import type { Policy } from '../../../src/alerting/planning/plan.ts'
import type { Route } from '../../../src/alerting/routing/route.ts'
import type { Rule } from '../../../src/alerting/rule.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { seriesKey } from '../../../src/core/series-key.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import type { Change, ChangeRecord, Severity } from '../../../src/detection/change.ts'
import type { Series } from '../../../src/series/series.ts'

export const T0: Millis = Date.UTC(2026, 10, 16)

export function ruleOf(overrides: Partial<Rule> = {}): Rule {
  return {
    name: 'slower',
    indicators: ['*'],
    match: {},
    when: 'worse',
    severity: 'watch',
    for: 10 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    runbook: null,
    ...overrides,
  }
}

export function routeOf(overrides: Partial<Route> = {}): Route {
  return {
    name: 'everything',
    match: [],
    continue: false,
    steps: [{ to: ['on-call'], after: 0 }],
    repeat: null,
    activeDuring: [],
    muteDuring: [],
    groupBy: null,
    groupWait: 0,
    mail: 'slowburn',
    routes: [],
    ...overrides,
  }
}

export function policyOf(overrides: Partial<Policy> = {}): Policy {
  return { route: routeOf(), rotas: [], intervals: [], inhibitions: [], flapping: null, ...overrides }
}

export function seriesOf(id = 1, indicator = 'task_run_time_p50', labels = { task_type: 'build' }): Series {
  return { id, key: seriesKey(indicator, labels), indicator, labels, bucket: HOUR }
}

export function changeOf(overrides: Partial<Change> = {}): Change {
  return {
    kind: 'level',
    kindProbability: 0.97,
    alternative: null,
    direction: 'up',
    good: false,
    onset: { value: T0 - HOUR, lower: T0 - 3 * HOUR, upper: T0 },
    effect: {
      absolute: { value: 15, lower: 12, upper: 18 },
      relative: { value: 0.35, lower: 0.3, upper: 0.4 },
      sigma: 2,
    },
    from: 45,
    to: 60,
    breach: null,
    evidence: 12,
    ...overrides,
  }
}

export function recordOf(
  raisedAt: Millis,
  {
    seriesId = 1,
    severity = 'page' as Severity,
    change = changeOf(),
    clearedAt = null as Millis | null,
  } = {},
): ChangeRecord {
  const { kind, direction, evidence } = change
  const alarm = { at: raisedAt - HOUR, severity, kind, direction, evidence }
  return { id: `${seriesId}:${alarm.at}`, seriesId, alarm, change, raisedAt, clearedAt }
}

/** What a tick keeps between looks: every episode, by id. */
export interface Memory {
  episodes: Map<string, ChangeEpisode>
  transitions: Transition[]
}

export function emptyMemory(): Memory {
  return { episodes: new Map(), transitions: [] }
}

/** One tick. */
export function look(
  memory: Memory,
  rules: readonly Rule[],
  standing: ReadonlyArray<{ record: ChangeRecord; series: Series }>,
  now: Millis,
): Evaluation {
  const open = [...memory.episodes.values()].filter(({ state }) => state === 'pending' || state === 'firing')
  const ended = (id: string): ChangeEpisode | null => memory.episodes.get(id) ?? null
  const result = atOnce(evaluate({ rules, open, standing, now, ended }))
  for (const episode of result.episodes) memory.episodes.set(episode.id, episode)
  memory.transitions.push(...result.transitions)
  return result
}
