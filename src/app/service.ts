// The composition root: opens everything, runs the two loops, and closes it all in the right order.

import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import { formatFault } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { giveBackPages } from '../core/memory/pooled-pages.ts'
import { pauseInRealTime } from '../core/turns/pause.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import type { Identity } from '../delivery/notifiers/channel.ts'
import { identityOf } from '../delivery/notifiers/registry.ts'
import type { Messages } from '../operations/operations.ts'
import { sendTestMessages } from '../operations/test-messages.ts'
import { blindSpots } from '../pipeline/collect/sight.ts'
import { isBackfilling } from '../pipeline/status.ts'
import { takeOver } from '../pipeline/take-over.ts'
import { evaluateAlerts, type TickDeps, tick } from '../pipeline/tick.ts'
import { chartSelfTest } from '../presentation/charts/png/png.ts'
import { staleAfter } from '../queries/read.ts'
import type { WebDeps } from '../web/deps.ts'
import { type Listening, listen } from '../web/listen.ts'
import { createProbes } from '../web/probes.ts'
import { proxyTest } from '../web/proxy.ts'
import { keepWebConfig } from '../web/security/renewal.ts'
import type { WebConfig } from '../web/security/web-config.ts'
import { createWeb } from '../web/server.ts'
import { auditsOf } from './audit/audits.ts'
import type { AuditProgram } from './audit/scheduled.ts'
import { type Calendars, keepCalendars } from './calendars.ts'
import { lastCall, untilEnded } from './containment/ending.ts'
import { interruptLoops, reportInterrupted } from './containment/held-up.ts'
import type { LeftOut } from './containment/left-out.ts'
import type { Anew } from './containment/start-anew.ts'
import { catchStrays, createStrayReport } from './containment/stray-faults.ts'
import { type Control, openControl } from './control.ts'
import { evaluateWhenDue } from './evaluate-when-due.ts'
import { runOutbound } from './outgoing/outbound.ts'
import { runUnkept } from './outgoing/unkept.ts'
import { type Closing, createClosing, openParts, type Parts } from './parts.ts'
import { type RecoveryDeps, runRecovery } from './rescue/recovery.ts'
import { tickDepsOf } from './tick-deps.ts'
import { webConfigOf, webDepsOf } from './web.ts'

export interface ServiceOptions {
  config: Config
  clock: Clock
  log: Logger
  /** Set where the example platform is watched. */
  demo: { note: string } | null
  /** Parts that are not asked, for they held up everything before. Left out: there are none, and none are kept. */
  leftOut?: LeftOut
  /** Audits what is watched, in a process of its own. Left out: nothing is audited. */
  audits?: AuditProgram
  /** Replaces the process where a part that held up everything may have taken others along. Left out: it is not replaced. */
  anew?: Pick<Anew, 'begin' | 'isUnderWay'>
  onProgress(source: string, share: number | null): void
  /** Called once the pages can be reached. */
  onListening(url: string): void
  /** Called when the first tick has run to its end. */
  onFirstTick(): void
}

/**
 * Runs until `signal` is aborted, then ends what is under way, commits, and closes. Throws what makes a
 * start impossible: StorageError for the data folder, ConfigError for the port.
 */
export async function runService(options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const { log, anew, leftOut } = options
  const chartFault = chartSelfTest()
  if (chartFault !== null) log.error('e-mails are sent without charts', { error: chartFault })
  const closing = createClosing(log)
  try {
    // What a part throws while all is closed is still its own: this ends last.
    let release = (): void => undefined
    closing.add(() => release())
    closing.add(giveBackPages())
    // So is what loops then.
    let unguard = async (): Promise<void> => undefined
    closing.add(() => unguard(), 'the guard of the loop')
    const isOver = lastCall(signal)
    const parts = await openParts(options, closing, { before: leftOut?.before(), isOver })
    const report = createStrayReport({ ...parts, ...parts.live })
    release = catchStrays({ ...parts, ...parts.live, report, process })
    closing.add(() => parts.live.evaluated, 'the evaluation of alerts')
    reportInterrupted(parts.live.interrupted.all(), log)
    unguard = interruptLoops({ ...parts, anew, leftOut, ending: signal, process })
    const tickDeps = await startWeb(parts, options, closing)
    const outbound = runOutbound(
      { ...parts, posting: postingOf(parts, tickDeps), healthy: () => isHealthy(parts) },
      signal,
    )
    outbound.push(runUnkept({ ...parts, ...tickDeps.alerting }, signal))
    if (anew !== undefined) outbound.push(runRecovery(recoveryOf(parts, anew), signal))
    const ticks = takeOverFacts(tickDeps, signal).then(() => runTicks(tickDeps, options.onFirstTick, signal))
    const due = evaluateWhenDue({ ...parts, evaluate: () => evaluateAlerts(tickDeps) }, signal)
    const calendars = keepCalendars(calendarsOf(parts), signal)
    const audits = auditsOf({ ...parts, email: tickDeps.alerting.email }, options.audits ?? null, signal)
    const running = { 'the tick': ticks, audits, 'the evaluation of alerts': due, calendars }
    await untilEnded({ ...running, 'what is sent': Promise.all(outbound) }, { log, signal })
  } finally {
    await closing.run()
  }
}

function recoveryOf(parts: Parts, anew: Pick<Anew, 'begin'>): RecoveryDeps {
  const { config, underWay } = parts
  const startAnew = (): string | null => {
    const why = anew.begin(() => underWay.isOver(() => false))
    if (why === null) underWay.close()
    return why
  }
  return { ...parts, folder: config.data.folder, startAnew }
}

function takeOverFacts(deps: TickDeps, signal: AbortSignal): Promise<void> {
  // A pause does not throw here: what is under way is committed, and the loop looks at the signal itself.
  const pause = pauseInRealTime()
  return takeOver({ ...deps, pause, settledBefore: deps.clock.now() - deps.keep.facts }, signal)
}

/** Opens the port. What a tick needs is known only then, for messages link to where the pages are. */
async function startWeb(parts: Parts, options: ServiceOptions, closing: Closing): Promise<TickDeps> {
  const { config } = parts
  const webConfig = webConfigOf(config)
  const identity = identityOf(config)
  let tickDeps: TickDeps | null = null
  const started = (): TickDeps => {
    if (tickDeps === null) throw new Error('slowburn is still starting; try again')
    return tickDeps
  }
  const test: Messages['test'] = (to, by) =>
    sendTestMessages({ ...parts, contacts: config.contacts, email: started().alerting.email }, to, by)
  const control = controlOf(parts, test)
  const running = { evaluate: () => evaluateAlerts(started()), test }
  const deps = webDepsOf(parts, webConfig, control, running, options.demo)
  const server = await openWeb(deps, webConfig, control, options, closing)
  tickDeps = tickDepsOf(parts, emailSettings(config, server, control, identity), options)
  options.onListening(server.url)
  return tickDeps
}

/** Listens, and follows what changes in the web configuration file. */
async function openWeb(
  deps: WebDeps,
  webConfig: WebConfig,
  control: Control,
  { config, log }: ServiceOptions,
  closing: Closing,
): Promise<Listening> {
  const { tls } = webConfig
  const listeners: Array<(now: WebConfig) => void> = []
  const followed: WebDeps = { ...deps, onWebConfig: changed => void listeners.push(changed) }
  const server = await listen(createWeb(followed), config.listen, {
    tls,
    isShared: proxyTest(config.listen.proxies),
  })
  closing.add(() => server.close(), 'the port')
  const secured = [server]
  if (config.listen.probes !== null) {
    const isSecured = config.listen.probes.tls
    const probes = await listen(createProbes(followed), config.listen.probes, { tls: isSecured ? tls : null })
    closing.add(() => probes.close(), 'the port of probes')
    if (isSecured) secured.push(probes)
    log.info('probes and metrics', { health: `${probes.url}healthz`, metrics: `${probes.url}metrics` })
  }
  closing.add(control.announce(server))
  for (const note of webConfig.notes) log.info('web configuration file', { note: formatFault(note) })
  if (config.listen.webConfig === null) return server
  const onChange = (now: WebConfig): void => {
    for (const changed of listeners) changed(now)
    if (now.tls === null) return
    for (const one of secured) one.renew(now.tls)
    control.announce(server)
  }
  closing.add(keepWebConfig(webConfig, { read: () => webConfigOf(config), log, onChange }))
  return server
}

function controlOf(parts: Parts, test: Messages['test']): Control {
  const { config, store } = parts
  return openControl({
    ...parts,
    folder: config.data.folder,
    contacts: config.contacts,
    rules: config.rules,
    keep: config.data.keep,
    rollouts: config.rollouts,
    messages: { test, get: id => store.outbox.get(id) },
  })
}

function postingOf({ store, causes, config, plan }: Parts, { alerting }: TickDeps) {
  return {
    store,
    causes,
    rules: config.rules,
    policy: alerting.policy,
    baseUrl: alerting.email.baseUrl,
    settingsOf: plan.settingsOf,
  }
}

function calendarsOf({ config, clock, log, live }: Parts): Calendars {
  const { rotas, contacts, data } = config
  return { rotas, contacts, folder: data.folder, clock, log, faults: live.calendarFaults }
}

/** Whether it does its work: what the heartbeat vouches for. What it cannot see it does not watch. */
function isHealthy({ live, clock, config }: Parts): boolean {
  const now = clock.now()
  const { blindAfter = Number.POSITIVE_INFINITY } = config.heartbeat ?? {}
  const ticking =
    live.fault === null && live.lastTickAt !== null && now - live.lastTickAt < staleAfter(config.tick)
  return ticking && blindSpots(live).every(({ since }) => now - since < blindAfter)
}

async function runTicks(deps: TickDeps, onFirstTick: () => void, signal: AbortSignal): Promise<void> {
  let isFirst = true
  while (!signal.aborted) {
    const whole = await tick(deps, signal)
    if (signal.aborted) return
    if (isBackfilling(deps.live)) continue
    if (whole && isFirst) {
      isFirst = false
      onFirstTick()
    }
    await deps.clock.sleep(deps.interval, signal).catch(() => undefined)
  }
}

function emailSettings(
  config: Config,
  { url }: Listening,
  control: Control,
  identity: Identity,
): EmailSettings {
  const baseUrl = config.listen.url ?? url
  return {
    ...identity,
    installation: config.name,
    timeZone: config.timeZone,
    baseUrl,
    dashboardUrl: config.dashboard,
    actsFor: control.actsFor(baseUrl),
    leaveFor: control.leaveFor(baseUrl),
    receiptFor: control.receiptFor(baseUrl),
  }
}
