// Messages that are owed. An entry is written in the commit that makes it owed, and leaves only when a
// server has accepted it, or it was given up visibly.
import type { Millis } from '../../core/clock.ts'
import type { OwedMessage } from './message.ts'

/** `attempting`: intent logged, answer not yet; after a crash it is as good as unknown, and sent again. */
export type OutboxState = 'queued' | 'attempting' | 'accepted' | 'dead' | 'superseded'

export interface OutboxEntry extends Omit<OwedMessage, 'fault'> {
  id: number
  state: OutboxState
  attempts: number
  /** Attempts that ended without an answer: each may have made one more copy. */
  unanswered: number
  /** Not to be tried before. */
  notBefore: Millis
  /** How long it has been tried, from the first attempt to the latest; leaps of the clock do not count. */
  waited: Millis
  lastError: string | null
  /** The server that may have taken it: every attempt goes there. Null: any will do. */
  via: string | null
  settledAt: Millis | null
}

export type OutboxRecord = Omit<OutboxEntry, 'bytes'>

export interface Outbox {
  /** Adds what is not there yet (by message id); one with a fault as given up. Call it inside the transaction of the transition. */
  add(messages: readonly OwedMessage[]): void
  /**
   * Entries that may be tried now, the longest due first: one that keeps failing comes after those that have not
   * been tried; of one channel, or of all. An entry waits for earlier ones of its episode and recipient, be it one of many
   * that they tell of.
   */
  due(now: Millis, limit: number, channel?: string): OutboxEntry[]
  /** Logs the intent, durably, before the server can see the message. False: it is not owed any more. */
  begin(id: number, at: Millis): boolean
  /** Binds it to a server, or to none. */
  pin(id: number, via: string | null): void
  settle(id: number, state: 'accepted' | 'dead', at: Millis, detail: string): void
  defer(id: number, notBefore: Millis, why: { error: string; unanswered: boolean }): void
  /**
   * Drops queued entries to a recipient that later ones make needless: those that tell of every single episode of
   * theirs. Returns how many.
   */
  supersede(recipient: string, at: Millis): number
  /** Number of entries in each state, and the creation time of the oldest one not settled. */
  summary(): { counts: Readonly<Record<OutboxState, number>>; oldestUnsettled: Millis | null }
  /** Newest first, without their bytes. */
  list(limit: number): OutboxRecord[]
  /** All that tell of one episode, alone or among many, oldest first, without their bytes. */
  conversation(episodeId: string): OutboxRecord[]
  /** Recipients to whom the latest message about an episode was given up. */
  unreached(): Array<{ episodeId: string; recipient: string }>
  get(id: number): OutboxEntry | null
  /** Forgets what was settled before this moment; what is still owed stays however old. Returns how many. */
  prune(before: Millis): number
}
