// Alerts that an Alertmanager sends -> episodes. One commit a post, and what is to be told of it is decided at once.
import { type ReceivedAlert, receive, receivedId } from '../../alerting/received.ts'
import type { Clock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { MAIL_LABEL } from '../../delivery/state/alertmanager.ts'
import { redact } from '../../events/redact.ts'
import type { Store } from '../../storage/store.ts'
import { listened } from './listening.ts'
import type { Receipt } from './receipt.ts'

export interface ReceivingDeps {
  store: Pick<Store, 'transaction' | 'episodes' | 'history' | 'series'>
  clock: Clock
  log: Logger
  /** Decides who is told, and owes the messages. Called soon after alerts were taken, once for all that came together. */
  look(): void
  /** Told of each post; for metrics. */
  observe?(receipt: Receipt): void
}

/** What takes alerts in. Throws where they cannot be kept: the sender is to try again. */
export function createReceiving(deps: ReceivingDeps): (alerts: readonly ReceivedAlert[]) => Receipt {
  const lookSoon = once(deps)
  return alerts => {
    const receipt = deps.store.transaction(() => takeAll(alerts, deps))
    deps.observe?.(receipt)
    if (receipt.taken > 0) lookSoon()
    return receipt
  }
}

function takeAll(alerts: readonly ReceivedAlert[], { store, clock }: ReceivingDeps): Receipt {
  const now = clock.now()
  const at = { now, listened: listened(store.series) }
  let taken = 0
  let ours = 0
  for (const alert of alerts) {
    // What we told an Alertmanager and what it tells us back is not news.
    if (MAIL_LABEL in alert.labels) {
      ours += 1
      continue
    }
    const before = store.episodes.get(receivedId(alert))
    const transition = receive({ ...alert, ...redacted(alert) }, before, at, receivedId(alert))
    if (transition === null) continue
    const { to, episode } = transition
    store.episodes.save(episode)
    if (before?.state !== to) {
      const detail = `${episode.rule}: ${episode.series}`
      store.history.add({ at: now, actor: 'slowburn', action: to, episodeId: episode.id, detail })
    }
    taken += 1
  }
  return { taken, ours, ignored: alerts.length - taken - ours }
}

/** Personal data and secrets are cut out before anything is kept; the id is made of what came. */
function redacted({ labels, annotations }: ReceivedAlert): Pick<ReceivedAlert, 'labels' | 'annotations'> {
  const each = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, redact(text)]))
  return { labels: each(labels), annotations: each(annotations) }
}

function once({ look, log }: ReceivingDeps): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    setImmediate(() => {
      waiting = false
      try {
        look()
      } catch (error) {
        log.error('received alerts wait for the next tick', { error: messageOf(error) })
      }
    })
  }
}
