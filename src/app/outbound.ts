// Everything that leaves slowburn by itself while it runs: messages, posts to an Alertmanager, the heartbeat.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { runAlertmanager } from '../delivery/notifiers/alertmanager.ts'
import { runHeartbeat } from '../delivery/notifiers/heartbeat.ts'
import { runDispatcher } from '../delivery/outbox/dispatcher.ts'
import type { Notifier } from '../delivery/outbox/message.ts'
import type { Lane } from '../delivery/outbox/outbox.ts'
import type { Exposition } from '../exposition/exposition.ts'
import { alertsToPost, type PostAlertsDeps } from '../pipeline/alerts/post-alerts.ts'
import type { Store } from '../storage/store.ts'

export interface Outbound {
  config: Pick<Config, 'heartbeat' | 'alertmanager'>
  store: Store
  notifiers: Readonly<Record<Lane, Notifier>>
  posting: PostAlertsDeps
  /** Whether slowburn does its work: what the heartbeat vouches for. */
  healthy(): boolean
  exposition: Exposition
  clock: Clock
  log: Logger
}

/** One promise for each, settled after `signal` is aborted. Mail that waits does not keep a webhook waiting. */
export function runOutbound(ways: Outbound, signal: AbortSignal): Array<Promise<void>> {
  const { config, posting, healthy, clock, log } = ways
  const running = (['mail', 'webhook'] as const).map(lane => dispatch(ways, lane, signal))
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
  { store, notifiers, exposition, clock, log }: Outbound,
  lane: Lane,
  signal: AbortSignal,
): Promise<void> {
  const { outbox, transaction } = store
  const notifier = notifiers[lane]
  return runDispatcher(
    {
      outbox,
      notifier,
      lane,
      clock,
      log,
      transaction,
      observe: ({ outcome }) =>
        exposition.instruments.delivery(notifier.name, outcome === 'dead' ? 'permanent' : outcome),
    },
    signal,
  )
}
