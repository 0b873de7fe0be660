// Everything that leaves slowburn by itself while it runs: messages, posts to an Alertmanager, the heartbeat.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { runDispatcher } from '../../delivery/outbox/dispatcher.ts'
import type { Notifier } from '../../delivery/outbox/message.ts'
import { runAlertmanager } from '../../delivery/state/alertmanager.ts'
import { runHeartbeat } from '../../delivery/state/heartbeat.ts'
import type { Exposition } from '../../exposition/exposition.ts'
import { deliveries } from '../../exposition/metrics/delivery.ts'
import { alertsToPost, type PostAlertsDeps } from '../../pipeline/alerts/post-alerts.ts'
import type { Store } from '../../storage/store.ts'
import type { UnderWay } from './under-way.ts'

export interface Outbound {
  config: Pick<Config, 'heartbeat' | 'alertmanager'>
  store: Store
  /** By channel. */
  notifiers: ReadonlyMap<string, Notifier>
  underWay: Pick<UnderWay, 'takesMore'>
  posting: PostAlertsDeps
  /** Whether slowburn does its work: what the heartbeat vouches for. */
  healthy(): boolean
  exposition: Exposition
  clock: Clock
  log: Logger
}

/** One promise for each, settled after `signal` is aborted. What waits for one channel keeps no other waiting. */
export function runOutbound(ways: Outbound, signal: AbortSignal): Array<Promise<void>> {
  const { config, posting, healthy, clock, log } = ways
  const running = [...ways.notifiers].map(([channel, notifier]) => dispatch(ways, channel, notifier, signal))
  if (config.heartbeat !== null) {
    running.push(runHeartbeat({ ...config.heartbeat, healthy, clock, log }, signal))
  }
  if (config.alertmanager !== null) {
    const alerts = (now: number): ReturnType<typeof alertsToPost> => alertsToPost(posting, now)
    running.push(runAlertmanager({ ...config.alertmanager, alerts, clock, log }, signal))
  }
  return running
}

function dispatch(
  { store, exposition, underWay, clock, log }: Outbound,
  channel: string,
  notifier: Notifier,
  signal: AbortSignal,
): Promise<void> {
  const { outbox, transaction } = store
  return runDispatcher(
    {
      outbox,
      notifier,
      channel,
      clock,
      log,
      transaction,
      takesMore: underWay.takesMore,
      observe: ({ outcome }) =>
        exposition.instruments.count(deliveries, {
          notifier: notifier.name,
          outcome: outcome === 'dead' ? 'permanent' : outcome,
        }),
    },
    signal,
  )
}
