// How mail leaves an installation, as far as a receiving server can see it, and what may be wrong with that.
import type { AuthenticateResult } from 'mailauth'
import type { Dns } from './dns.ts'

export interface Sending {
  /** Address in From and in the envelope. */
  sender: string
  recipients: readonly string[]
  /** The mail server that takes our messages; its addresses are taken for those by which mail leaves. */
  server: { host: string; port: number; tls: 'implicit' | 'starttls' | 'none' }
  /** Addresses by which mail leaves, as the receiving server sees them. Empty: they are not known. */
  outgoing: readonly string[]
  /** Names the sending server gives itself; null: it is not known, for a relay has its own. */
  hello: string | null
  /** What receiving servers would say of a message that was really signed, one for each outgoing address. */
  verdicts: ReadonlyArray<{ address: string; verdict: AuthenticateResult }>
  /** Whether messages are signed here. */
  signs: { domain: string; selector: string } | null
  dns: Dns
  /** Tries the connection to the mail server; null: all is well. */
  connect(): Promise<string | null>
  /** Whether the server takes addresses outside ASCII; null: it could not be asked. */
  takesUtf8(): Promise<boolean | null>
}

/** `fault`: mail is refused or lost. `warning`: some servers will count it against us. */
export interface Doubt {
  /** Names the kind of fault, e.g. `spf-fail`. */
  code: string
  level: 'fault' | 'warning'
  /** What, and where. */
  what: string
  remedy: string
}

/** One aspect: a file beside the others in `checks/`. */
export interface DeliverabilityCheck {
  readonly name: string
  /** What it looks at, with the document that asks for it. */
  readonly help: string
  run(sending: Sending): Promise<Doubt[]> | Doubt[]
}

export function fault(code: string, what: string, remedy: string): Doubt {
  return { code, level: 'fault', what, remedy }
}

export function warning(code: string, what: string, remedy: string): Doubt {
  return { code, level: 'warning', what, remedy }
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
