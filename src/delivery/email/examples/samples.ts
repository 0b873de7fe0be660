// Invented alerts, for previews and tests: one series with a planted change, in whatever state people meet it.
import type { ChangeEpisode } from '../../../alerting/episode.ts'
import type { Rule } from '../../../alerting/rule.ts'
import { DAY, HOUR, MINUTE } from '../../../core/duration.ts'
import { NOTHING_KNOWN } from '../../../detection/causes/cause.ts'
import type { Change } from '../../../detection/change.ts'
import type { Release } from '../../../events/release.ts'
import { taskRunTimeP50 } from '../../../indicators/work/task-run-time-p50.ts'
import type { Point, Series } from '../../../series/series.ts'
import type { Addressee, AlertEmailInput, EmailSettings } from '../input.ts'

/** Mon 16 Nov 2026 04:00 UTC. */
export const ONSET = Date.UTC(2026, 10, 16, 4)
export const NOW = ONSET + 4 * DAY + 2 * HOUR

export const SETTINGS: EmailSettings = {
  sender: 'slowburn@example.org',
  installation: 'production',
  timeZone: 'Europe/Berlin',
  baseUrl: 'https://slowburn.example.org',
  dashboardUrl: 'https://grafana.example.org/d/slowburn/overview',
}

export const RULE: Rule = {
  name: 'slower-work',
  indicators: ['task_*'],
  match: {},
  when: 'worse',
  severity: 'watch',
  for: HOUR,
  keepFiringFor: 2 * HOUR,
  runbook: 'https://runbooks.example.org/slow-tasks',
}

/** The contact `on-call`, at this address. */
export function addresseeOf(address: string, root: string | null = null): Addressee {
  return { address, contact: 'on-call', route: 'everything', root }
}

export const SERIES: Series = {
  id: 7,
  key: 'task_run_time_p50{task_type="build"}',
  indicator: 'task_run_time_p50',
  labels: { task_type: 'build' },
  bucket: HOUR,
}

export const SLOPE: Change = {
  kind: 'slope',
  kindProbability: 0.97,
  alternative: null,
  direction: 'up',
  good: false,
  onset: { value: ONSET, lower: ONSET - 5 * HOUR, upper: ONSET + 5 * HOUR },
  effect: {
    absolute: { value: 15.9, lower: 13.6, upper: 18.4 },
    relative: { value: 0.352, lower: 0.301, upper: 0.407 },
    sigma: 2.1,
  },
  from: 45.2,
  to: 61.1,
  breach: { value: NOW + 13 * DAY, lower: NOW + 10 * DAY, upper: NOW + 19 * DAY },
  evidence: 13.6,
}

export const LEVEL: Change = { ...SLOPE, kind: 'level', breach: null }

export function episodeOf(change: Change, overrides: Partial<ChangeEpisode> = {}): ChangeEpisode {
  return {
    origin: 'change',
    id: '5f0c6c1d2e3a4b5c6d7e',
    rule: RULE.name,
    series: SERIES.key,
    seriesId: SERIES.id,
    state: 'firing',
    sequence: 1,
    severity: 'page',
    pendingSince: ONSET + 9 * HOUR,
    firingSince: ONSET + 10 * HOUR,
    lastActiveAt: NOW,
    resolvedAt: null,
    change,
    firedAs: {
      kind: change.kind,
      direction: change.direction,
      good: change.good,
      onset: change.onset,
      effect: change.effect,
    },
    ...overrides,
  }
}

export const SPIKE: Change = {
  ...LEVEL,
  kind: 'burst',
  effect: {
    absolute: { value: 71.4, lower: 66.2, upper: 76.3 },
    relative: { value: 1.454, lower: 1.348, upper: 1.554 },
    sigma: 14.2,
  },
  onset: { value: NOW - 3 * HOUR, lower: NOW - 3 * HOUR, upper: NOW - 3 * HOUR },
  from: 49.1,
  to: 120.5,
}

/** Hourly points of two weeks with a daily rhythm and seeded noise; the change is added from its onset on. */
export function pointsOf(change: Change, until = NOW, recovered = Number.POSITIVE_INFINITY): Point[] {
  const points: Point[] = []
  let state = 42
  const noise = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648 - 0.5
  }
  for (let at = ONSET - 14 * DAY; at < until; at += HOUR) {
    const rhythm = 1.6 * Math.sin((2 * Math.PI * (at % DAY)) / DAY)
    const base = change.from + rhythm + noise() * 9
    const share = change.kind === 'slope' ? (at - ONSET) / (NOW - ONSET) : 1
    const shift = at >= ONSET && at < recovered ? share * (change.to - change.from) : 0
    const value = base + shift
    points.push({ at, value, lower: value - 3, upper: value + 3, n: 40 })
  }
  return points
}

export function releaseAt(at: number, about: Partial<Release> = {}): Release {
  return {
    id: `platform:deployments:${at}:rollout`,
    at,
    version: '2.9.1',
    component: 'worker',
    environment: null,
    note: null,
    source: 'platform',
    by: null,
    ...about,
  }
}

export function sample(overrides: Partial<AlertEmailInput> = {}): AlertEmailInput {
  return {
    transition: { to: 'firing', at: NOW, episode: episodeOf(SLOPE) },
    rule: RULE,
    series: SERIES,
    indicator: {
      help: 'Median time from start to end of finished tasks.',
      unit: 'seconds',
      goodDirection: 'down',
      ...(taskRunTimeP50.nextActions && { nextActions: taskRunTimeP50.nextActions }),
    },
    points: pointsOf(SLOPE),
    band: { value: 45.2, lower: 40.8, upper: 50.3 },
    limit: 90,
    causes: {
      shown: [
        {
          kind: 'model',
          swap: {
            from: 'atlas-4',
            to: 'atlas-5',
            at: ONSET - 8 * MINUTE,
            before: { tasks: 3, of: 412 },
            since: { tasks: 398, of: 401 },
          },
        },
        { kind: 'release', release: releaseAt(ONSET - 45 * MINUTE) },
      ],
      further: 0,
      known: { releases: true, models: true },
    },
    releases: [-12 * DAY, -5 * DAY, -45 * MINUTE, 2 * DAY].map(after => releaseAt(ONSET + after)),
    unaffected: ['Queue wait p95 of build', 'Task run time p50 of review'],
    ...overrides,
  }
}

export function resolvedSample(): AlertEmailInput {
  const at = NOW + 6 * HOUR
  const episode = episodeOf(SLOPE, { state: 'resolved', sequence: 2, resolvedAt: at })
  return sample({
    transition: { to: 'resolved', at, episode },
    points: pointsOf(SLOPE, at, NOW),
    causes: NOTHING_KNOWN,
    unaffected: [],
  })
}
