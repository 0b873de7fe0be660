// What a way to people or programs is made of: each is a folder beside this file.
import type * as z from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Found } from '../../core/options/found.ts'
import type { TestInput } from '../email/examples/test-email.ts'
import type { EmailInput, EmailSettings } from '../email/input.ts'
import type { DigestInput } from '../email/lists/digest.ts'
import type { SummaryInput } from '../email/lists/summary.ts'
import type { FrozenMessage, Notifier } from '../outbox/message.ts'

/**
 * `Options` is what a contact gives, under the channel's name; `Settings` are keys of the installation, beside
 * `contacts`. What it is handed is a frozen copy of its own. Its renderers are pure: the same input gives the same bytes, whenever and wherever it is rendered.
 */
export interface Channel<
  Name extends string = string,
  Options extends z.ZodType = z.ZodType,
  Settings extends z.ZodRawShape = z.ZodRawShape,
> {
  /** Key of a contact, and channel of a message in the outbox. Lower case. */
  readonly name: Name
  /** What a contact gives to be reached so; described, for it is in the configuration reference. */
  readonly options: Options
  /** Options that are valid, at addresses at which nobody listens: for the documentation and the conformance suite. */
  readonly example: z.input<Options>
  readonly settings: Settings
  /** People are sent few messages, and a summary where many alerts come at once; programs are sent every one. */
  audience(options: z.output<Options>): Audience
  /** Whom the messages are for: names them in outbox, history and page, so a secret is none. At least one. */
  recipients(options: z.output<Options>, contact: string): readonly string[]
  /** One message for each recipient. */
  renderAlert(
    input: EmailInput,
    to: ReadonlyArray<Addressed<z.output<Options>>>,
    settings: EmailSettings,
  ): FrozenMessage[]
  /** One message about many alerts for each recipient. Only asked of a channel to people. */
  renderSummary(
    input: SummaryInput,
    to: ReadonlyArray<Recipient<z.output<Options>>>,
    settings: EmailSettings,
  ): FrozenMessage[]
  /** A report for each recipient; null: reports do not take this way. */
  readonly renderReport:
    | ((input: DigestInput, recipients: readonly string[], settings: EmailSettings) => FrozenMessage[])
    | null
  renderTest(input: TestInput, to: Recipient<z.output<Options>>, settings: EmailSettings): FrozenMessage
  /** Opens the way for all contacts that take it. Nothing is connected before a message is sent. */
  open(recipients: ReadonlyArray<Recipient<z.output<Options>>>, opening: Opening<Settings>): Notifier
  /** Where its messages go by its settings; left out, or null: to what each contact gives. `folder` is the data folder. */
  way?(settings: SettingsOf<Settings>, folder: string): Way | null
  /** What its settings say of who writes, for every message of the installation. Throws ConfigError where a file cannot be used. */
  identity?(settings: SettingsOf<Settings>): Partial<Identity>
  /** What only shows where the parts of a configuration meet, each valid for itself. */
  faults?(
    settings: SettingsOf<Settings>,
    contacts: ReadonlyArray<{ options: z.output<Options>; path: Found['path'] }>,
  ): Found[]
}

export type Audience = 'people' | 'programs'

/** Kept in a folder for want of a server, or taken by one server. */
export interface Way {
  to: 'folder' | 'server'
  at: string
}

export type Identity = Pick<EmailSettings, 'sender' | 'senderName' | 'dkim'>

export interface Recipient<Options> {
  /** As `recipients` names it. */
  recipient: string
  contact: string
  options: Options
}

export interface Addressed<Options> extends Recipient<Options> {
  /** The route by which the alert came to the contact; null: it hears of the end because it heard of the beginning. */
  route: string | null
  /** Message-ID of the message that this one answers; null: it begins the conversation. */
  root: string | null
}

export interface Opening<Settings extends z.ZodRawShape> {
  settings: SettingsOf<Settings>
  /** The data folder. */
  folder: string
  clock: Clock
}

export type SettingsOf<Settings extends z.ZodRawShape> = { [K in keyof Settings]: z.output<Settings[K]> }

/** Names the one recipient of a contact whose address is a secret, or none. */
export function namedRecipient(channel: string, contact: string): string {
  return `${channel}:${contact}`
}
