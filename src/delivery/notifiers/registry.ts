// Every way to people and programs, the one list of them. The configuration, the outbox and the pages know them from here.
import type * as z from 'zod'
import { distinct } from '../../core/names/distinct.ts'
import { type AskedChannel, askedOnce } from './asked-once.ts'
import type { Channel, Identity, Recipient, SettingsOf } from './channel.ts'
import { files, members } from './members.ts'
import { withOwnInput } from './own-input.ts'

type Registered = (typeof members)[number]

export const channels: readonly AskedChannel[] = distinct<readonly Channel[]>(
  members,
  files,
  ({ name }) => name,
).map(channel => askedOnce(withOwnInput(channel)))

/** What a contact may give, by the name of the channel. */
export type ContactOptions = {
  [One in Registered as One['name']]: One['options']
}

/** Whom an alert can reach: a person, a team or a program, by name and by every way that leads there. */
export type Contact = {
  /** Unique among contacts, rotas and escalations. */
  name: string
} & { readonly [Name in keyof ContactOptions]?: z.output<ContactOptions[Name]> | null | undefined }

/** The keys of the configuration that channels add beside `contacts`. */
export type ChannelShape = Union<Registered['settings']>
export type ChannelSettings = SettingsOf<ChannelShape>

export const channelSettings = Object.assign(
  {},
  ...distinct(members, files, one => Object.keys(one.settings)).map(one => one.settings),
) as ChannelShape

/** The keys of a contact; what leads nowhere is left out, null or an empty list. */
export const contactShape = Object.fromEntries(
  members.map(({ name, options }) => [name, options.nullish().describe(options.description ?? '')]),
) as { [Name in keyof ContactOptions]: z.ZodOptional<z.ZodNullable<ContactOptions[Name]>> }

/** Those of these contacts that the channel leads to, each recipient once. */
export function recipientsBy(channel: Channel, contacts: readonly Contact[]): Array<Recipient<unknown>> {
  return contacts.flatMap(contact => {
    const options = optionsOf(contact, channel)
    if (options === null) return []
    return channel
      .recipients(options, contact.name)
      .map(recipient => ({ recipient, contact: contact.name, options }))
  })
}

/** Names of the channels that lead to somebody. */
export function usedChannels(contacts: readonly Contact[]): ReadonlySet<string> {
  return new Set(channels.filter(one => recipientsBy(one, contacts).length > 0).map(({ name }) => name))
}

/** By every channel. */
export function recipientsOf(contact: Contact): string[] {
  return channels.flatMap(channel => recipientsBy(channel, [contact])).map(({ recipient }) => recipient)
}

/** Whether no channel leads from here to people: such a contact does not tire. */
export function isProgram(contact: Contact): boolean {
  return channels.every(channel =>
    recipientsBy(channel, [contact]).every(({ options }) => channel.audience(options) === 'programs'),
  )
}

/** Who writes the messages of an installation. Throws ConfigError where a file that this needs cannot be used. */
export function identityOf(settings: ChannelSettings): Identity {
  return Object.assign({ sender: NOBODY }, ...channels.map(channel => channel.identity(settings)))
}

/** Nobody can answer it: no channel says who writes. */
const NOBODY = 'slowburn@localhost.localdomain'

function optionsOf(contact: Contact, { name }: Channel): unknown {
  const options = (contact as Readonly<Record<string, unknown>>)[name] ?? null
  return Array.isArray(options) && options.length === 0 ? null : options
}

type Union<Shapes> = (Shapes extends unknown ? (shape: Shapes) => void : never) extends (
  shape: infer All extends z.ZodRawShape,
) => void
  ? All
  : never
