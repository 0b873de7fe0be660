// Alerts that an Alertmanager sends -> episodes. A post of any size is kept piece by piece, and who is to be notified is decided at once.
import {
  alarmOf,
  namesOf,
  type Pages,
  type ReceivedAlert,
  receive,
  standingOf,
} from '../../alerting/received.ts'
import { type Truncation, truncationAlert } from '../../alerting/truncated.ts'
import type { Clock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { storable } from '../../core/reading/storable.ts'
import { pauseInRealTime } from '../../core/turns/pause.ts'
import { MAIL_LABEL } from '../../delivery/state/alertmanager.ts'
import { redact } from '../../events/redact.ts'
import type { Store } from '../../storage/store.ts'
import { listened } from './listening.ts'
import type { Receipt, ReceiveDeps } from './receipt.ts'

export interface ReceivingDeps {
  store: Pick<Store, 'transaction' | 'episodes' | 'history' | 'series'>
  clock: Clock
  log: Logger
  /** Decides who is notified, and owes the messages. Called soon after alerts were taken, once for all that came together. */
  look(): Promise<void>
  /** Severities that count as a page; left out: those that people usually write. */
  pages?: Pages
  /** Told of each post; for metrics. */
  observe?(receipt: Receipt): void
}

/** Alerts that are kept in one commit: some milliseconds, and others have their turn. */
const AT_ONCE = 128

/** What takes alerts in. Rejects where they cannot be kept: the sender is to try again, and what was kept changes nothing then. */
export function createReceiving(deps: ReceivingDeps): ReceiveDeps['receive'] {
  const lookSoon = once(deps)
  return async (alerts, truncation) => {
    const receipt: Receipt = { taken: 0, ours: 0, ignored: 0 }
    const pause = pauseInRealTime()
    let isNews = false
    try {
      for (let from = 0; from < alerts.length; from += AT_ONCE) {
        if (from > 0) await pause()
        const some = deps.store.transaction(() => takeAll(alerts.slice(from, from + AT_ONCE), deps))
        for (const outcome of ['taken', 'ours', 'ignored'] as const) receipt[outcome] += some[outcome]
      }
      if (truncation !== undefined) isNews = takeTruncation(truncation, receipt, deps)
    } finally {
      // What was kept before a fault is decided on all the same.
      deps.observe?.(receipt)
      if (receipt.taken > 0 || isNews) lookSoon()
    }
    return receipt
  }
}

/** Whether anything has changed by it. It is nothing that was sent, so it is not counted among what was taken. */
function takeTruncation(truncation: Truncation, receipt: Receipt, deps: ReceivingDeps): boolean {
  const { leftOut, sender, group } = truncation
  const alert = truncationAlert(truncation)
  const { taken } = deps.store.transaction(() => takeAll([alert], deps))
  if (leftOut > 0) {
    receipt.truncated = leftOut
    deps.log.warn(`${sender} left alerts out of a message, which nobody sees here`, {
      group,
      left_out: leftOut,
    })
  }
  return taken > 0
}

function takeAll(alerts: readonly ReceivedAlert[], { store, clock, pages }: ReceivingDeps): Receipt {
  const now = clock.now()
  const at = { now, listened: listened(store.series), ...(pages === undefined ? {} : { pages }) }
  let taken = 0
  let ours = 0
  for (const alert of alerts) {
    // What we sent an Alertmanager and what it sends back is not news.
    if (MAIL_LABEL in alert.labels) {
      ours += 1
      continue
    }
    const names = namesOf(alert)
    const kept = { ...alert, ...redacted(alert) }
    const standing = standingOf(store.episodes.openOf(alarmOf(kept.labels)), names)
    const before = standing ?? store.episodes.get(names.id)
    const transition = receive(kept, before, at, names)
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
function redacted({ labels, annotations, generatorUrl }: ReceivedAlert): Partial<ReceivedAlert> {
  const each = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [storable(name), redact(text)]))
  return {
    labels: each(labels),
    annotations: each(annotations),
    generatorUrl: generatorUrl === null ? null : storable(generatorUrl),
  }
}

/** Pause after an evaluation, in its own time, while alerts come and come: others have their turn within it, and more so after. */
const SHARE = 1
/** Real milliseconds of an evaluation after which the next one need not wait. */
const SHORT = 200

/** Soon, once for all that came meanwhile; the longer the last one took, the longer the next one waits. */
function once({ look, log }: ReceivingDeps): () => void {
  let waiting = false
  let earliest = 0
  const run = async (): Promise<void> => {
    waiting = false
    const began = performance.now()
    try {
      await look()
    } catch (error) {
      log.error('received alerts wait for the next tick', { error: messageOf(error) })
    }
    const now = performance.now()
    const took = now - began
    earliest = took < SHORT ? now : now + SHARE * took
  }
  return () => {
    if (waiting) return
    waiting = true
    const wait = earliest - performance.now()
    if (wait <= 0) setImmediate(() => void run())
    else setTimeout(() => void run(), wait).unref()
  }
}
