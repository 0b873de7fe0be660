// Tries where slowburn sends by itself: every channel that leads to somebody, the heartbeat, Alertmanagers, OpenTelemetry.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import type { Fault } from '../core/errors.ts'
import { dkimKey } from '../delivery/notifiers/email/dkim-key.ts'
import { reach } from '../delivery/notifiers/http/reach.ts'
import { channels, usedChannels } from '../delivery/notifiers/registry.ts'
import { openNotifier } from './outgoing/notifier.ts'

export interface Trial {
  /** What is tried, e.g. `email (smtp)`. */
  part: string
  faults(): Promise<Fault[]>
}

export function outboundTrials(config: Config, clock: Clock, signal: AbortSignal): Trial[] {
  return [
    ...channelTrials(config, clock, signal),
    ...addresses(config).map(({ part, url }) => ({
      part,
      faults: async () => {
        const message = await reach(url, signal)
        return message === null
          ? []
          : [{ path: part, message, remedy: 'Check the address, and what listens there' }]
      },
    })),
    { part: 'listen.url', faults: () => Promise.resolve(linkFaults(config)) },
  ]
}

function channelTrials(config: Config, clock: Clock, signal: AbortSignal): Trial[] {
  const used = usedChannels(config.contacts)
  return channels
    .filter(({ name }) => used.has(name))
    .map(channel => ({
      part: channel.name === 'email' ? `email (${config.smtp === null ? 'mailbox' : 'smtp'})` : channel.name,
      async faults() {
        if (channel.name === 'email') dkimKey(config)
        const notifier = openNotifier(channel, config, clock)
        try {
          const message = await notifier.check(signal)
          return message === null ? [] : [{ path: channel.name, message }]
        } finally {
          await notifier.close()
        }
      },
    }))
}

function addresses({ heartbeat, alertmanager, telemetry }: Config): Array<{ part: string; url: string }> {
  return [
    ...(heartbeat === null ? [] : [{ part: 'heartbeat', url: heartbeat.url }]),
    ...(alertmanager?.members ?? []).map((url, i) => ({ part: `alertmanager.members.${i}`, url })),
    ...(telemetry === null ? [] : [{ part: 'telemetry', url: telemetry.endpoint }]),
  ]
}

/** Mail that leaves the machine has links that only this machine can follow. */
function linkFaults({ smtp, listen }: Config): Fault[] {
  if (smtp === null || listen.url !== null) return []
  return [
    {
      path: 'listen.url',
      message: `is not set, so the links in e-mails lead to ${listen.host}:${listen.port}, which their readers may not reach`,
      remedy: 'Set it to the address under which readers of an e-mail reach the pages',
    },
  ]
}
