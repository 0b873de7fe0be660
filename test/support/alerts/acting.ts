// What acting needs of the application, around a store of a test and with a real monitor; and a series that drifts.

import type { ChangeEpisode } from '../../../src/alerting/episode.ts'
import { episodeId } from '../../../src/alerting/evaluate.ts'
import type { Clock, Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import type { Watchdog } from '../../../src/core/watchdog.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { type AlertActionsOptions, createAlertActions } from '../../../src/operations/alerts.ts'
import { createIncidentActions } from '../../../src/operations/incidents.ts'
import type { ControlDeps } from '../../../src/operations/operations.ts'
import { createAnnouncing } from '../../../src/operations/releases.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { createViews } from '../../../src/queries/read.ts'
import type { Views } from '../../../src/queries/views.ts'
import type { Store } from '../../../src/storage/store.ts'
import { detectHere } from '../detection/detect-here.ts'
import { episodeOf, RULE } from './alert-samples.ts'

const monitor = createMonitor({ describe: describeChange })

/** What was found of each case: many tests plant the same drift, and it takes longer to find than all else that they do. */
const findings = new Map<string, unknown>()
const remembering: Watchdog = {
  begin: () => undefined,
  end: () => undefined,
  leave: () => undefined,
  settle: () => undefined,
  run: work => work(),
  again: work => work(),
  each<T, R>(items: readonly T[], answer: (item: T) => R): R[] {
    return items.map(item => {
      const given = JSON.stringify(item)
      if (!findings.has(given)) findings.set(given, answer(item))
      return findings.get(given) as R
    })
  },
}

export function actingOptions(store: Store, clock: Clock): AlertActionsOptions {
  return { store, contacts: [], rules: [RULE], monitor, live: createLive(), clock, log: silentLogger }
}

/** Hourly points up to `now`: 450 about 40 s, then 60 about 60 s; what detection says of them, and the alert of it. */
export async function plantDrift(
  store: Store,
  now: Millis,
  labels = { task_type: 'build' },
): Promise<ChangeEpisode> {
  const indicator = indicatorNamed('task_run_time_p50')
  if (indicator === null) throw new TypeError('the registry has this indicator')
  const key = `task_run_time_p50{task_type="${labels.task_type}"}`
  const { id } = store.series.ensure(key, indicator.name, labels, HOUR)
  const random = randomStream(11, 'drift')
  const hours = 510
  const first = Math.floor(now / HOUR) * HOUR - hours * HOUR
  const points = Array.from({ length: hours }, (_, i) => {
    const value = random.lognormal(i < 450 ? 40 : 60, 0.2)
    return { at: first + i * HOUR, value, lower: value * 0.95, upper: value * 1.05, n: 20 }
  })
  store.transaction(() => store.series.append(id, points))
  const settingsOf = () => ({ indicator, limit: null })
  await detectHere({ store, monitor, watchdog: remembering, settingsOf, quietSince: () => null })
  const record = store.changes.standing(id)
  if (record === null) throw new TypeError('the drift is large enough to be found')
  const { raisedAt, change, alarm } = record
  const episode = episodeOf(change, {
    id: episodeId('slower-work', key, raisedAt),
    series: key,
    seriesId: id,
    severity: alarm.severity,
    pendingSince: raisedAt,
    firingSince: raisedAt,
    lastActiveAt: now,
  })
  store.episodes.save(episode)
  return episode
}

/** The pages' view of a store, as the service has it. */
export function viewsOn(store: Store, clock: Clock): Views {
  return createViews({
    store,
    monitor,
    live: createLive(),
    causes: createCauseFinder(store),
    clock,
    service: { name: 'acme', version: '0.1.0' },
    demo: null,
    rules: [RULE],
    contacts: [],
    staleAfter: HOUR,
    rollouts: [],
    ways: [{ channel: 'email', to: 'folder', at: 'mail' }],
    indicatorOf: series => {
      const indicator = indicatorNamed(series.indicator)
      return indicator === null ? null : { indicator, note: null }
    },
  })
}

/** The deeds, as the service does them. */
export function actingOn(store: Store, clock: Clock) {
  return createAlertActions(actingOptions(store, clock))
}

/** What the web side needs to let people act, with a token of the test. */
export function controlOn(store: Store, clock: Clock, token: string): ControlDeps {
  const announcing = createAnnouncing({ store, clock, log: silentLogger, keep: 400 * DAY })
  const acting = actingOn(store, clock)
  const incidents = createIncidentActions({ store, acting, clock, log: silentLogger })
  return { token, clock, acting, incidents, announcing }
}
