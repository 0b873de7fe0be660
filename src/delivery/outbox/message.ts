// One message to one recipient, frozen as bytes before anyone tries to send it.
import type { Millis } from '../../core/clock.ts'

export interface FrozenMessage {
  /** Made from episode, sequence and recipient: the same alert always has the same id. */
  messageId: string
  episodeId: string
  /** The episodes that it tells of, where it is about many and `episodeId` names the message itself. */
  about?: ReadonlyArray<{ episodeId: string; sequence: number }>
  sequence: number
  recipient: string
  sender: string
  subject: string
  /** What is sent, whole: a MIME message, a JSON body. Every attempt sends these bytes. */
  bytes: Uint8Array
  createdAt: Millis
}

/** A message with the channel by which it is to leave. */
export interface OwedMessage extends FrozenMessage {
  /** Name of the channel in the registry of notifiers. */
  channel: string
  /** Why it could not be composed: it is given up from the first, where everybody can see it. */
  fault?: string
}

/** `unknown`: the connection ended without an answer; it may have been accepted. Retry the same bytes. */
export type SendResult =
  | { accepted: true; answer: string }
  | {
      accepted: false
      outcome: 'retry' | 'permanent' | 'unknown'
      error: string
      /** How long the server asks us to wait, at least; absent: it does not say. */
      after?: number
      /** `server`: nothing gets through (no connection, no TLS, no login), so the others need not be tried. */
      scope?: 'server' | 'message'
    }

/** For a notifier that has several servers: which one may have taken the message. */
export interface Attempt {
  /** The server of an earlier attempt that ended without an answer; null: there is none. */
  via: string | null
  /** Puts down, durably, by which server it goes, before that one can see the message. */
  pin(via: string): void
}

export interface Notifier {
  readonly name: string
  /** Longer than an attempt may take by its own limits; two minutes where it is left out. */
  readonly longest?: Millis
  /** Never throws for what a server does. Must return soon after `signal` is aborted. */
  send(message: FrozenMessage, signal: AbortSignal, attempt?: Attempt): Promise<SendResult>
  /** Tries connection, TLS and credentials without sending; null if all is well, else what is wrong. */
  check(signal: AbortSignal): Promise<string | null>
  close(): Promise<void>
}
