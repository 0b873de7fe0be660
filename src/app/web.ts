// Puts the web side together: what it shows, who may act by it, and what it takes in.

import { contactsOf, readableOf } from '../config/readable.ts'
import type { Config } from '../config/schema.ts'
import { systemClock } from '../core/clock.ts'
import { ConfigError } from '../core/errors.ts'
import type { Owner } from '../core/loop-guard/owners.ts'
import { type ChannelSettings, channels, usedChannels } from '../delivery/notifiers/registry.ts'
import { REPORT_OUTCOMES, receivedReports } from '../exposition/metrics/alerts.ts'
import { pageFaults } from '../exposition/metrics/service.ts'
import { sourceUnkept, sourceUnknown } from '../exposition/metrics/sources.ts'
import type { Messages } from '../operations/operations.ts'
import type { ReceiveDeps } from '../pipeline/alerts/receipt.ts'
import { createReceiving } from '../pipeline/alerts/receive.ts'
import { ask, askLater } from '../pipeline/collect/ask.ts'
import { countCommits } from '../pipeline/collect/count.ts'
import { commitOf } from '../pipeline/collect/receive.ts'
import { blindSpots, blindWords } from '../pipeline/collect/sight.ts'
import { interruptedWords } from '../pipeline/faults/interrupted.ts'
import { notifierFaults } from '../queries/live-faults.ts'
import { createViews, staleAfter } from '../queries/read.ts'
import type { Views, Way } from '../queries/views.ts'
import { isAbsent } from '../sources/absent.ts'
import { isReceiving } from '../sources/source.ts'
import type { AbsentReceiver, AskPage, Receiver, WebDeps } from '../web/deps.ts'
import { prefixOf } from '../web/proxy.ts'
import type { DEGRADED, Health, Reason } from '../web/readiness.ts'
import { type HostNames, hostNamesFor } from '../web/security/security.ts'
import { NO_WEB_CONFIG, readWebConfig, type WebConfig } from '../web/security/web-config.ts'
import { createAskPage } from './containment/ask-page.ts'
import type { Control } from './control.ts'
import { createAskGate } from './gate.ts'
import type { Parts } from './parts.ts'

/** What the pages ask of the running service beside its parts. */
export interface Running {
  /** Evaluates alerts between two ticks. */
  evaluate(): Promise<void>
  test: Messages['test']
}

/** TLS and the users who may log in; throws ConfigError where the file cannot be used, or roles are given to nobody. */
export function webConfigOf({ listen, access }: Pick<Config, 'listen' | 'access'>): WebConfig {
  const found = listen.webConfig === null ? NO_WEB_CONFIG : readWebConfig(listen.webConfig)
  const strangers = Object.keys(access.users).filter(name => !found.users.has(name))
  if (strangers.length === 0) return found
  throw new ConfigError(
    strangers.map(name => ({
      path: `access.users.${name}`,
      message: 'is no user of the web configuration file',
      remedy:
        'Add the user under basic_auth_users of the file that listen.web_config names, or remove the role',
    })),
  )
}

export function webDepsOf(
  parts: Parts,
  { users, headers, rateLimit }: WebConfig,
  control: Control,
  running: Running,
  demo: { note: string } | null,
): WebDeps {
  const { config, clock, log, live, exposition } = parts
  const receive = receiveOf(parts, running)
  return {
    ...control.web,
    ...(receive === null ? {} : { receive }),
    receivers: receiversOf(parts),
    absent: absentOf(parts),
    rotas: config.rotas,
    views: viewsOf(parts, demo),
    settings: readableOf(config),
    contacts: contactsOf(config),
    askPage: askPageOf(parts),
    scrape: exposition.scrape,
    courtesy: live.courtesy,
    onScrape: () => {
      live.scrapedAt = clock.now()
    },
    health: () => ({
      lastTickAt: live.lastTickAt,
      staleAfter: staleAfter(config.tick),
      faults: live.fault === null ? [] : [{ reason: live.fault.stage, detail: live.fault.message }],
      degraded: degradedOf(parts),
    }),
    askGate: createAskGate(parts),
    log,
    clock,
    users,
    headers,
    rateLimit,
    access: config.access,
    hostNames: hostNamesOf(config.listen),
    proxies: config.listen.proxies,
    prefix: prefixOf(config.listen.url),
  }
}

function degradedOf({ clock, live, store }: Parts): NonNullable<Health['degraded']> {
  type Degraded = Reason<keyof typeof DEGRADED>
  return [
    ...live.interrupted.all().map(
      (one): Degraded => ({
        reason: 'part_interrupted',
        detail: `${one.owner.kind} ${one.owner.name}: ${interruptedWords(one)}`,
      }),
    ),
    ...notifierFaults(live).map(
      ({ name, message }): Degraded => ({
        reason: 'notifier_down',
        detail: `notifier ${name} cannot be used as it should: ${message}`,
      }),
    ),
    ...[...live.halfRead].map(
      (source): Degraded => ({
        reason: 'history_half_read',
        detail: `the history of source ${source} is still being read: what is said is of a part of it`,
      }),
    ),
    ...blindSpots(live).map(
      (spot): Degraded => ({ reason: 'source_blind', detail: blindWords(spot, clock.now()) }),
    ),
    ...[...live.calendarFaults].map(
      ([rota, message]): Degraded => ({
        reason: 'calendar_unread',
        detail: `the calendar of rota ${rota} cannot be read, so who is on duty is as it was last read: ${message}`,
      }),
    ),
    ...store.setAside.counts().map(
      ({ table, rows, outcome }): Degraded => ({
        reason: 'rows_set_aside',
        detail: `${rows} of table ${table} could not be used and ${rows === 1 ? 'was' : 'were'} ${outcome}; slowburn set-aside says what follows`,
      }),
    ),
  ]
}

/** On a Unix socket, as on the loopback, the names are known; elsewhere any name may lead here. */
function hostNamesOf({ socket, host, hosts, url }: Config['listen']): HostNames {
  const names = url === null ? hosts : [...hosts, new URL(url).hostname]
  return socket === null ? hostNamesFor(host, names) : names
}

function viewsOf(parts: Parts, demo: { note: string } | null): Views {
  const { config, plan, version } = parts
  return createViews({
    ...parts,
    service: { name: config.name, version },
    demo,
    rules: config.rules,
    contacts: config.contacts,
    staleAfter: staleAfter(config.tick),
    ways: waysOf(config),
    rollouts: config.rollouts,
    indicatorOf: series => {
      const planned = plan.settingsOf(series)
      if (planned === null) return null
      const { indicator } = planned
      const reconstructed = plan.oneAtATime.size > 0 && indicator.readsStarts
      return { indicator, note: reconstructed ? RECONSTRUCTED : null }
    },
  })
}

/** Where the messages of each channel go that leads to somebody. */
export function waysOf(config: Pick<Config, 'contacts' | 'data'> & ChannelSettings): readonly Way[] {
  const used = usedChannels(config.contacts)
  return channels
    .filter(({ name }) => used.has(name))
    .map(channel => ({
      channel: channel.name,
      ...(channel.way(config, config.data.folder) ?? { to: 'contacts' }),
    }))
}

const RECONSTRUCTED =
  'Where no start was measured it is reconstructed: one worker takes tasks in order (concurrency 1), so a task starts at the later of its own creation and the previous completion.'

function askPageOf(parts: Parts): AskPage {
  const { live, exposition } = parts
  return createAskPage({
    ...parts,
    ...live,
    onOutcome: (page, fault) => {
      if (fault === null) {
        live.pageFaults.delete(page)
        return
      }
      exposition.instruments.count(pageFaults, { page })
      live.pageFaults.set(page, fault)
    },
  })
}

/** What takes the alerts of an Alertmanager in; null where that is not configured. */
function receiveOf(parts: Parts, { evaluate }: Running): ReceiveDeps | null {
  const { config, store, clock, log, exposition } = parts
  if (config.receive === null) return null
  return {
    token: config.receive.token,
    clock: systemClock,
    receive: createReceiving({
      store,
      clock,
      log,
      look: evaluate,
      pages: new Set(config.receive.pages),
      observe: receipt => {
        for (const outcome of REPORT_OUTCOMES) {
          exposition.instruments.count(receivedReports, { outcome }, receipt[outcome] ?? 0)
        }
      },
    }),
  }
}

function receiversOf({ sources, exposition, config, ...parts }: Parts): Receiver[] {
  const { keep, keepFacts } = config.data
  const { owners, unanswered, untaken } = parts.live
  const asking = { watchdog: parts.watchdog, unanswered }
  return sources.filter(isReceiving).map(source => {
    const owner: Owner = { kind: 'source', name: source.name }
    const observe = countCommits({ exposition, ...parts })
    const commit = commitOf(source, { ...parts, keep, keepFacts, observe, owners, unanswered })
    return {
      source,
      commit,
      onUnkept: why => {
        exposition.instruments.count(sourceUnkept, { source: source.name }, 1)
        untaken.failed(source.name, why, parts.clock.now())
      },
      onUnknown: () => {
        exposition.instruments.count(sourceUnknown, { source: source.name }, 1)
        untaken.unknown(source.name, parts.clock.now())
      },
      onTaken: () => untaken.taken(source.name, parts.clock.now()),
      ask: call => owners.under(owner, () => ask(source.name, call, asking)),
      askLater: (call, read) => owners.under(owner, () => askLater(source.name, call, read, asking)),
    }
  })
}

function absentOf({ sources, exposition }: Parts): AbsentReceiver[] {
  return sources.filter(isAbsent).map(({ name: source, absent: reason }) => ({
    source,
    reason,
    onUnkept: () => exposition.instruments.count(sourceUnkept, { source }, 1),
  }))
}
