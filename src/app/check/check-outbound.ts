// Tries where slowburn sends by itself: every channel that leads to somebody, the heartbeat, Alertmanagers, OpenTelemetry.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Fault } from '../../core/errors.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import type { Way } from '../../delivery/notifiers/channel.ts'
import { reach } from '../../delivery/notifiers/http/reach.ts'
import {
  type ChannelSettings,
  channels,
  recipientsBy,
  usedChannels,
} from '../../delivery/notifiers/registry.ts'
import type { Attendant } from '../containment/attend.ts'
import { contactFaults } from '../outgoing/contact-faults.ts'
import { leadsHere } from '../outgoing/leads-here.ts'
import { openNotifier } from '../outgoing/notifier.ts'

/** Why it could not be tried, where that is so. */
export type Tried = Fault[] | { untried: string }

export interface Trial {
  /** What is tried, e.g. `email (server)`. */
  part: string
  faults(): Promise<Tried>
}

export function outboundTrials(config: Config, clock: Clock, signal: AbortSignal, parts: Attendant): Trial[] {
  return [
    ...channelTrials(config, clock, signal, parts),
    ...addresses(config).map(({ part, url }) => ({
      part,
      faults: async () => {
        const message = await reach(url, signal)
        return message === null
          ? []
          : [{ path: part, message, remedy: 'Check the address, and what listens there' }]
      },
    })),
    { part: 'listen.url', faults: () => linkFaults(config, signal) },
  ]
}

function channelTrials(config: Config, clock: Clock, signal: AbortSignal, parts: Attendant): Trial[] {
  const settings: ChannelSettings = config
  const used = usedChannels(config.contacts)
  return channels
    .filter(({ name }) => used.has(name))
    .map(channel => ({
      part: partOf(channel.name, channel.way(settings, config.data.folder)),
      async faults() {
        channel.identity(settings)
        const { all, unknown } = contactFaults(channel, config)
        const ofContacts = all.map(message => ({ path: channel.name, message }))
        const owner: Owner = { kind: 'notifier', name: channel.name }
        const message: unknown = await parts.ask(owner, signal, async own => {
          const notifier = parts.call(owner, () => openNotifier(channel, config, clock, unknown))
          try {
            return await parts.call(owner, () => Promise.resolve(notifier.check(own)))
          } finally {
            await parts.call(owner, () => Promise.resolve(notifier.close()))
          }
        })
        if (message === null) return ofContacts
        // It may be anything: what is no text runs code of the notifier when it is written as one.
        const said = typeof message === 'string' ? message : 'its check answers nonsense'
        return [...ofContacts, { path: channel.name, message: said }]
      },
    }))
}

function partOf(channel: string, way: Way | null): string {
  return way === null ? channel : `${channel} (${way.to})`
}

function addresses({ heartbeat, alertmanager, telemetry }: Config): Array<{ part: string; url: string }> {
  return [
    ...(heartbeat === null ? [] : [{ part: 'heartbeat', url: heartbeat.url }]),
    ...(alertmanager?.members ?? []).map((url, i) => ({ part: `alertmanager.members.${i}`, url })),
    ...(telemetry === null ? [] : [{ part: 'telemetry', url: telemetry.endpoint }]),
  ]
}

const LEADS_ELSEWHERE = 'Check name, port, path, proxy and certificate: the links in every message lead there'

/** What leaves the machine has links that only this machine can follow, unless an address is given; that one leads here. */
async function linkFaults(config: Config, signal: AbortSignal): Promise<Tried> {
  const { listen, data } = config
  if (listen.url !== null) {
    const led = await leadsHere(listen.url, data.folder, signal)
    if (led.leads === 'untried') return { untried: led.why }
    if (led.leads === 'here') return []
    const { message, remedy = LEADS_ELSEWHERE } = led
    return [{ path: 'listen.url', message, remedy }]
  }
  if (!leaves(config)) return []
  return [
    {
      path: 'listen.url',
      message: `is not set, so the links in messages lead to ${listen.host}:${listen.port}, which their readers may not reach`,
      remedy: 'Set it to the address under which readers of a message reach the pages',
    },
  ]
}

/** Whether people are sent what is not kept in a folder of this machine. */
function leaves({ contacts, data, ...config }: Config): boolean {
  const settings: ChannelSettings = config
  return channels.some(
    channel =>
      channel.way(settings, data.folder)?.to !== 'folder' &&
      recipientsBy(channel, contacts).some(({ options }) => channel.audience(options) === 'people'),
  )
}
