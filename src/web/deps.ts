// What the web side is given, and by whom it is allowed to be called.
import type { Rota } from '../alerting/routing/rota.ts'
import type { AccessSettings } from '../config/access.ts'
import type { ReadableConfig, ReadableContact } from '../config/readable.ts'
import type { Clock, Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Courtesy } from '../core/turns/courtesy.ts'
import type { Scrape } from '../exposition/formats/scrape.ts'
import type { Receipts } from '../operations/canary/receipts.ts'
import type { LinkActions, Unsubscribing } from '../operations/links.ts'
import type { ControlDeps } from '../operations/operations.ts'
import type { ReceiveDeps } from '../pipeline/alerts/receipt.ts'
import type { Answer, Views } from '../queries/views.ts'
import type { Commit, ReceivingSource } from '../sources/source.ts'
import type { Health } from './readiness.ts'
import type { FollowedFile } from './security/followed.ts'
import type { HostNames } from './security/security.ts'
import type { Reply } from './serve.ts'

/** A source that takes facts in, and what keeps them. */
export interface Receiver {
  source: ReceivingSource
  commit: Commit
  /** Calls the source; interrupts, and throws, where it does not return, and throws where it must not be called any more. */
  ask<T>(call: () => T): T
  /** The same for what answers later: `read` takes the answer over, which may run code of the source. */
  askLater<T, R>(call: () => PromiseLike<T> | T, read: (answer: T) => R): Promise<R>
  /** Called when what was sent could not be kept, or was answered with a status of 5xx, and why. */
  onUnkept?(why: string): void
  /** Called when a request showed no credentials, or wrong ones. */
  onUnknown?(): void
  /** Called when the source has answered what was sent with any other status. */
  onTaken?(): void
}

/** A source that could not be made: whoever sends to it is to keep what it has. */
export interface AbsentReceiver {
  source: string
  reason: string
  onUnkept(): void
}

/** Asks the page of that path for its reply, and rejects where there is none. */
export type AskPage = (page: string, work: () => Answer<Reply | null>) => Promise<Reply | null>

/** Text of a question that nobody can answer, or a verdict: `body` is plain JSON. */
export type GateAnswer =
  | { verdict: 'usage'; faults: readonly string[] }
  | { verdict: 'pass' | 'fail' | 'insufficient' | 'broken'; body: object }

/** What was asked, by the names of its options. */
export type AskGate = (given: Readonly<Record<string, string>>) => Promise<GateAnswer>

export interface WebDeps extends FollowedFile {
  views: Views
  /** What the pages may read of the configuration: no secret is in it. */
  settings: ReadableConfig
  contacts: readonly ReadableContact[]
  /** Default: pages are trusted. */
  askPage?: AskPage
  /** The answer to a scrape with this Accept header. */
  scrape: (accept?: string) => Promise<Scrape>
  /** Learns of who waits for an answer. */
  courtesy?: Pick<Courtesy, 'wait'>
  /** Called when a Prometheus asks for the metrics, and not a person. */
  onScrape?: () => void
  health: () => Health
  /** Set to answer whether a candidate is worse than a baseline. */
  askGate?: AskGate
  /** By which this process is known from any other that listens at the same address. Left out: by nothing. */
  instance?: string
  log: Logger
  clock: Clock
  /** Default: only the names of the loopback. See `hostNamesFor`. */
  hostNames?: HostNames
  /** Addresses and networks of the reverse proxies whose word on the sender counts. Default: none. */
  proxies?: readonly string[]
  /** The path below which a proxy serves the pages, without a slash at the end. Default: none. */
  prefix?: string
  /** Who may do what. Left out: whoever asks may read, and whoever has the control token may administer. */
  access?: AccessSettings
  /** Set to let people act on alerts by the links in their emails. */
  links?: LinkActions
  /** Set to let people act with the token of the service. Without this and `links` nothing can be changed from here. */
  control?: ControlDeps
  /** Set to let people leave reports with one click. */
  unsubscribing?: Unsubscribing
  /** Set to take receipts of canaries. */
  receipts?: Receipts
  /** Set to take the alerts of an Alertmanager in. */
  receive?: ReceiveDeps
  /** Who is on duty; served as calendars. */
  rotas?: readonly Rota[]
  /** Sources that take facts in. */
  receivers?: readonly Receiver[]
  /** Sources that could not be made; any of them might be one that takes facts in. */
  absent?: readonly AbsentReceiver[]
  /** How long an answer may take, in real milliseconds. Default 10 s. */
  deadline?: Millis
}
