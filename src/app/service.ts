// The composition root: opens everything, runs the two loops, and closes it all in the right order.
import type { Config } from '../config/schema.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import type { DkimKey } from '../delivery/mime/dkim.ts'
import { mailboxFolder } from '../delivery/notifiers/email/channel.ts'
import { dkimKey } from '../delivery/notifiers/email/dkim-key.ts'
import { usedChannels } from '../delivery/notifiers/registry.ts'
import { describeChange } from '../detection/describe/describe.ts'
import { createFleet } from '../detection/fleet.ts'
import { createMonitor } from '../detection/monitor.ts'
import { createExposition } from '../exposition/exposition.ts'
import { receivedReports } from '../exposition/metrics/alerts.ts'
import { startTelemetry } from '../exposition/otlp/telemetry.ts'
import { sendTestMessages } from '../operations/test-messages.ts'
import { createCauseFinder } from '../pipeline/alerts/causes.ts'
import { createReceiving } from '../pipeline/alerts/receive.ts'
import { countCommits } from '../pipeline/collect/count.ts'
import { commitOf } from '../pipeline/collect/receive.ts'
import { makePlan } from '../pipeline/plan.ts'
import { createLive, isBackfilling } from '../pipeline/status.ts'
import { look, STAGES, type TickDeps, tick } from '../pipeline/tick.ts'
import { chartSelfTest } from '../presentation/charts/png.ts'
import { createViews, staleAfter } from '../queries/read.ts'
import { createSource } from '../sources/registry.ts'
import { isReceiving } from '../sources/source.ts'
import { openSqliteStore } from '../storage/sqlite/store.ts'
import { listen } from '../web/listen.ts'
import { hostNamesFor } from '../web/security/security.ts'
import { readWebConfig } from '../web/security/web-config.ts'
import { createWeb } from '../web/server.ts'
import { type Control, openControl } from './control.ts'
import { openNotifiers } from './notifier.ts'
import { runOutbound } from './outbound.ts'
import { packageVersion } from './version.ts'

export interface ServiceOptions {
  config: Config
  clock: Clock
  log: Logger
  /** Set where the example platform is watched. */
  demo: { note: string } | null
  onProgress(source: string, share: number | null): void
  /** Told once the pages can be reached. */
  onListening(url: string): void
  /** Told when the first round has run to its end. */
  onFirstTick(): void
}

/**
 * Runs until `signal` is aborted, then ends what is under way, commits, and closes. Throws what makes a
 * start impossible: StorageError for the data folder, ConfigError for the port.
 */
export async function runService(options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const { config, clock, log, demo } = options
  const version = packageVersion()
  const chartFault = chartSelfTest()
  if (chartFault !== null) log.error('e-mails go without charts', { error: chartFault })
  const store = openSqliteStore(config.data.folder)
  const closing: Array<() => Promise<void> | void> = [() => store.close()]
  try {
    const monitor = createMonitor({ describe: describeChange })
    const causes = createCauseFinder(store)
    const live = createLive()
    const sources = config.sources.map(source => createSource(source, { clock, log }))
    const plan = makePlan(config, sources)
    closing.push(...sources.map(source => () => source.close()))
    const notifiers = openNotifiers(config, clock)
    const used = usedChannels(config.contacts)
    const dkim = dkimKey(config)
    closing.push(...[...notifiers.values()].map(notifier => () => notifier.close()))
    const exposition = createExposition({
      version,
      indicators: plan.indicators.map(planned => planned.indicator),
      known: {
        stages: [...STAGES],
        sources: config.sources.map(source => source.name),
        notifiers: [...notifiers].flatMap(([channel, { name }]) => (used.has(channel) ? [name] : [])),
      },
    })
    const telemetry = await startTelemetry({
      endpoint: config.telemetry?.endpoint ?? null,
      headers: config.telemetry?.headers ?? {},
      serviceVersion: version,
      exposition,
      log,
    })
    closing.push(() => telemetry.shutdown())

    const stale = staleAfter(config.tick)
    const views = createViews({
      store,
      monitor,
      causes,
      live,
      clock,
      service: { name: config.name, version },
      demo,
      rules: config.rules,
      staleAfter: stale,
      transport:
        config.smtp === null
          ? { kind: 'mailbox', folder: mailboxFolder(config.data.folder) }
          : { kind: 'smtp', server: `${config.smtp.host}:${config.smtp.port}` },
      indicatorOf: series => {
        const planned = plan.settingsOf(series)
        if (planned === null) return null
        const { indicator } = planned
        const reconstructed = plan.oneAtATime.size > 0 && indicator.readsStarts
        return { indicator, note: reconstructed ? RECONSTRUCTED : null }
      },
    })
    const webConfig = config.listen.webConfig === null ? null : readWebConfig(config.listen.webConfig)
    const control = openControl({
      folder: config.data.folder,
      store,
      monitor,
      live,
      clock,
      log,
      keep: config.data.keep,
      messages: {
        test: (to, by) => sendTestMessages({ store, clock, log, contacts: config.contacts, email }, to, by),
        get: id => store.outbox.get(id),
      },
    })
    const web = createWeb({
      ...control.web,
      ...(config.receive === null
        ? {}
        : {
            receive: {
              token: config.receive.token,
              clock: systemClock,
              receive: createReceiving({
                store,
                clock,
                log,
                look: () => look(deps),
                observe: receipt => {
                  for (const outcome of ['taken', 'ours', 'ignored'] as const) {
                    exposition.instruments.count(receivedReports, { outcome }, receipt[outcome])
                  }
                },
              }),
            },
          }),
      receivers: sources.filter(isReceiving).map(source => {
        const observe = countCommits(exposition.instruments)
        return { source, commit: commitOf(source, { store, clock, log, keep: config.data.keep, observe }) }
      }),
      views,
      metrics: exposition.metrics,
      health: () => ({
        lastTickAt: live.lastTickAt,
        staleAfter: stale,
        faults: live.fault === null ? [] : [{ reason: live.fault.stage, detail: live.fault.message }],
      }),
      log,
      clock,
      ...(webConfig === null ? {} : { users: webConfig.users }),
      hostNames: hostNamesFor(config.listen.host, config.listen.hosts),
    })
    const server = await listen(web, config.listen, webConfig?.tls ?? null)
    closing.push(() => server.close(), control.announce(server))
    options.onListening(server.url)

    const email = emailSettings(config, server.url, control, dkim)
    const deps: TickDeps = {
      store,
      sources,
      plan,
      monitor,
      fleet: createFleet(),
      causes,
      alerting: {
        rules: config.rules,
        contacts: config.contacts,
        policy: {
          route: config.route,
          rotas: config.rotas,
          intervals: config.timeIntervals,
          inhibitions: config.inhibitions,
          flapping: config.flapping,
        },
        patience: config.receive?.patience ?? 2 * DAY,
        email,
      },
      digests: config.digests,
      exposition,
      live,
      clock,
      log,
      interval: config.tick,
      keep: config.data.keep,
      onProgress: options.onProgress,
      trace: (stage, work) => telemetry.span(`slowburn.${stage}`, {}, work),
      stopwatch: () => performance.now() / 1000,
    }
    const posting = {
      store,
      causes,
      rules: config.rules,
      policy: deps.alerting.policy,
      baseUrl: email.baseUrl,
      settingsOf: plan.settingsOf,
    }
    const healthy = (): boolean =>
      live.fault === null && live.lastTickAt !== null && clock.now() - live.lastTickAt < stale
    const waysOut = { config, store, notifiers, posting, healthy, exposition, clock, log }
    await Promise.all([runTicks(deps, options.onFirstTick, signal), ...runOutbound(waysOut, signal)])
  } finally {
    await closeAll(closing.reverse(), log)
  }
}

async function runTicks(deps: TickDeps, onFirstTick: () => void, signal: AbortSignal): Promise<void> {
  let told = false
  while (!signal.aborted) {
    const whole = await tick(deps, signal)
    if (signal.aborted) return
    if (isBackfilling(deps.live)) continue
    if (whole && !told) {
      told = true
      onFirstTick()
    }
    await deps.clock.sleep(deps.interval, signal).catch(() => undefined)
  }
}

async function closeAll(steps: ReadonlyArray<() => Promise<void> | void>, log: Logger): Promise<void> {
  for (const step of steps) {
    try {
      await step()
    } catch (cause) {
      log.warn('closing', { error: messageOf(cause) })
    }
  }
}

const RECONSTRUCTED =
  'Where no start was measured it is reconstructed: one worker takes tasks in order (concurrency 1), so a task starts at the later of its own creation and the previous completion.'

function emailSettings(config: Config, url: string, control: Control, dkim: DkimKey | null): EmailSettings {
  const baseUrl = config.listen.url ?? url
  return {
    sender: config.smtp?.from ?? 'slowburn@localhost.localdomain',
    installation: config.name,
    timeZone: config.timeZone,
    baseUrl,
    dashboardUrl: config.dashboard,
    actsFor: control.actsFor(baseUrl),
    leaveFor: control.leaveFor(baseUrl),
    ...(dkim === null ? {} : { dkim }),
  }
}
