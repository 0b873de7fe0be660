// What people do about alerts, by link, API or command, put together: each action is a function of its own beside this.

import type { HistoryEntry } from '../alerting/history.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Logger } from '../core/logger.ts'
import type { Contact } from '../delivery/notifiers/registry.ts'
import { asItEnded } from '../delivery/reached.ts'
import type { Store } from '../storage/store.ts'
import { type AcceptDeps, acceptAlert, acceptSeries, unacceptAlert, unacceptSeries } from './accept.ts'
import { findEpisode } from './find.ts'
import { acknowledgeAlert, releaseAlert, snoozeAlert } from './handling.ts'
import { type AlertActions, type Outcome, refused } from './operations.ts'
import { coverageNow, expireSilence, makeSilence, pastSilences } from './silencing.ts'

export interface AlertActionsOptions extends AcceptDeps {
  store: AcceptDeps['store'] & Pick<Store, 'silences' | 'reports' | 'outbox'>
  contacts: readonly Contact[]
  rules: readonly Rule[]
  log: Logger
}

export function createAlertActions(deps: AlertActionsOptions): AlertActions {
  const { store, clock, contacts } = deps
  const ended = (entries: readonly HistoryEntry[]): readonly HistoryEntry[] =>
    asItEnded(entries, { outbox: store.outbox, contacts })
  return {
    acknowledge: (id, actor) => acknowledgeAlert(deps, id, actor),
    snooze: (id, actor, until) => snoozeAlert(deps, id, actor, until),
    release: (id, actor) => releaseAlert(deps, id, actor),
    accept: (id, actor) => acceptAlert(deps, id, actor),
    unaccept: (id, actor) => unacceptAlert(deps, id, actor),
    acceptSeries: (id, actor) => acceptSeries(deps, id, actor),
    unacceptSeries: (id, actor) => unacceptSeries(deps, id, actor),
    silence: (wanted, isMeant = false) => makeSilence(deps, wanted, isMeant),
    expireSilence: (id, by) => expireSilence(deps, id, by),
    leave: (digest, recipient, by) => leaveReport(deps, digest, recipient, by),
    rejoin: (digest, recipient, by) => rejoinReport(deps, digest, recipient, by),
    silences: () => store.silences.current(clock.now()),
    coverage: matchers => coverageNow(deps, matchers),
    pastSilences: limit => pastSilences(deps, limit),
    history: limit => ended(store.history.list(limit)),
    historyOf(id) {
      const found = findEpisode(store, id)
      if ('done' in found) return found
      return { done: true, changed: false, entries: ended(store.history.of(found.id)) }
    },
  }
}

function leaveReport(
  deps: AlertActionsOptions,
  digest: string,
  recipient: string,
  by: string,
): Outcome<object> {
  return deps.store.transaction(() => {
    const changed = deps.store.reports.leave(digest, recipient, deps.clock.now())
    if (changed) recordReport(deps, 'left', by, `${digest}: ${recipient}`)
    return { done: true, changed }
  })
}

function rejoinReport(
  deps: AlertActionsOptions,
  digest: string,
  recipient: string,
  by: string,
): Outcome<object> {
  return deps.store.transaction(() => {
    const changed = deps.store.reports.rejoin(digest, recipient)
    if (changed) recordReport(deps, 'rejoined', by, `${digest}: ${recipient}`)
    return changed
      ? { done: true, changed }
      : refused('unknown', `${recipient} has not unsubscribed from a report named ${digest}`)
  })
}

function recordReport(
  { store, clock }: AlertActionsOptions,
  action: string,
  actor: string,
  detail: string,
): void {
  store.history.add({ at: clock.now(), actor, action, episodeId: null, detail })
}
