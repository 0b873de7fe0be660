// Opens every way by which messages leave, as the registry of channels lists them.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Channel } from '../../delivery/notifiers/channel.ts'
import { type ChannelSettings, channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { Notifier } from '../../delivery/outbox/message.ts'

export type NotifierConfig = Pick<Config, 'contacts' | keyof ChannelSettings> & {
  data: Pick<Config['data'], 'folder'>
}

/** By channel. All are opened: what is owed to somebody who is not configured any more has to be given up. */
export function openNotifiers(config: NotifierConfig, clock: Clock): ReadonlyMap<string, Notifier> {
  return new Map(channels.map(channel => [channel.name, openNotifier(channel, config, clock)]))
}

/** Throws ConfigError where a file that the channel needs cannot be used. */
export function openNotifier(channel: Channel, config: NotifierConfig, clock: Clock): Notifier {
  const recipients = recipientsBy(channel, config.contacts)
  return channel.open(recipients, { settings: config, folder: config.data.folder, clock })
}
