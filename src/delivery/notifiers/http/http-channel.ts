// What channels have in common that post a note to a web address: they differ in options, body and request alone.
import type * as z from 'zod'
import type { FrozenMessage, Notifier, SendResult } from '../../outbox/message.ts'
import { type Audience, type Channel, namedRecipient, type Recipient } from '../channel.ts'
import { alertNote, freezeNote, type Note, summaryNote, testNote } from './note.ts'
import { type Post, post } from './post.ts'
import { reach } from './reach.ts'

export interface HttpChannel<Name extends string, Options extends z.ZodType> {
  name: Name
  options: Options
  /** Options under which the suite of the registry can try it, at an address at which nobody listens. */
  example: z.input<Options>
  audience(options: z.output<Options>): Audience
  /** Pure. It is kept in the outbox, so it holds no secret. */
  body(note: Note, options: z.output<Options>): unknown
  /** Where and how a frozen message is posted: secrets come in here, and those of the body are named. */
  request(message: FrozenMessage, options: z.output<Options>): Post
  /** Where it would be posted to, for the check. */
  address(options: z.output<Options>): string
}

export function httpChannel<Name extends string, Options extends z.ZodType>(
  kind: HttpChannel<Name, Options>,
): Channel<Name, Options, Record<never, never>> {
  const { name, options, example } = kind
  type To = Recipient<z.output<Options>>
  const freeze = (note: Note, to: To, settings: Parameters<typeof freezeNote>[3]): FrozenMessage =>
    freezeNote(note, to.recipient, kind.body(note, to.options), settings)
  return {
    name,
    options,
    example,
    settings: {},
    audience: kind.audience,
    recipients: (_options, contact) => [namedRecipient(name, contact)],
    renderAlert: (input, to, settings) => to.map(one => freeze(alertNote(input, settings), one, settings)),
    renderSummary: (input, to, settings) =>
      to.map(one => freeze(summaryNote(input, settings), one, settings)),
    renderReport: null,
    renderTest: (input, to, settings) => freeze(testNote(input, settings), to, settings),
    open: recipients => notifierOf(kind, recipients),
  }
}

function notifierOf<Name extends string, Options extends z.ZodType>(
  { name, request, address }: HttpChannel<Name, Options>,
  recipients: ReadonlyArray<Recipient<z.output<Options>>>,
): Notifier {
  return {
    name,
    async send(message, signal) {
      const to = recipients.find(({ recipient }) => recipient === message.recipient)
      if (to === undefined) return gone(name)
      const { headers, ...rest } = request(message, to.options)
      return await post({ ...rest, headers: { 'idempotency-key': message.messageId, ...headers } }, signal)
    },
    async check(signal) {
      const faults = await Promise.all(
        recipients.map(async ({ contact, options }) => {
          const fault = await reach(address(options), signal)
          return fault === null ? [] : [`${contact}: ${fault}`]
        }),
      )
      return faults.flat().join('; ') || null
    },
    close: () => Promise.resolve(),
  }
}

function gone(name: string): SendResult {
  return {
    accepted: false,
    outcome: 'permanent',
    scope: 'message',
    error: `the contact has no ${name} any more`,
  }
}
