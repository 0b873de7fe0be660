// What an alert email is made of. Everything in it may come from a hostile label: nothing is trusted.
import type { ChangeEpisode, Episode, EpisodeState, ReceivedEpisode } from '../../alerting/episode.ts'
import type { Reason } from '../../alerting/notification.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Carried } from '../../detection/causes/carriers/carried.ts'
import type { Causes } from '../../detection/causes/cause.ts'
import type { Release } from '../../events/release.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Point, Series } from '../../series/series.ts'
import type { DkimKey } from '../mime/dkim.ts'

export type EmailInput = AlertEmailInput | ReceivedEmailInput | BareEmailInput

interface Told<E extends Episode> {
  /** To `firing` or to `resolved`; the episode is the one described. */
  transition: { to: EpisodeState; at: Millis; episode: E }
  /** Why it is sent now, where that is not simply that it began or ended. */
  reason?: Reason
  /** How often it fired within the time in which it counts as flapping; absent or null: it does not. */
  flaps?: number | null
}

/** Of an alarm of whose series nothing can be said, because it cannot be read; `fault` says why. */
export interface BareEmailInput extends Told<ChangeEpisode> {
  fault: string
}

/** Of an alarm that another system sent: all that is known of it came with it. */
export type ReceivedEmailInput = Told<ReceivedEpisode>

export interface AlertEmailInput extends Told<ChangeEpisode> {
  rule: Rule
  series: Series
  indicator: Pick<Indicator, 'help' | 'unit' | 'goodDirection' | 'nextActions'>
  /** Oldest first; what lies long before the change is left out of the chart. */
  points: readonly Point[]
  /** Where the series counts as normal; null: not known, not drawn. */
  band: Interval | null
  /** The configured value never to be crossed. */
  limit: number | null
  /** What else changed around the onset. */
  causes: Causes
  /** Which parts of the whole carry the change; absent or null: nothing is named. */
  carried?: Carried | null
  /** Those that the chart may mark. */
  releases: readonly Release[]
  /** Names of what was looked at and stayed as it was. */
  unaffected: readonly string[]
  /** What else one cause explains, by name and size; absent: nothing is known of that. */
  incident?: { root: string | null; others: readonly string[] }
}

/** One address that is written to. */
export interface Addressee {
  address: string
  /** The contact that it belongs to. */
  contact: string
  /** The route by which the alarm came to the contact; null: it hears of the end because it heard of the beginning. */
  route: string | null
  /** Message-ID of the message that this one answers; null: it begins the conversation. */
  root: string | null
}

export interface EmailSettings {
  /** Address of the sender; its domain also names the messages. */
  sender: string
  /** Name beside that address; left out: slowburn and the name of what is watched. */
  senderName?: string
  /** Name of what is watched, for the sender's name and for filters: `production`. */
  installation: string
  /** IANA name of the zone that is shown beside UTC. */
  timeZone: string
  /** Where the reader's browser finds slowburn's pages; null: no links to them. */
  baseUrl: string | null
  /** A Grafana dashboard; its link gets the range of the change. */
  dashboardUrl: string | null
  /** Turns the SVG of a chart into a PNG; left out: it is drawn at once. The same SVG gives the same bytes. */
  draw?(svg: string): Uint8Array
  /** Signs every message, so that receivers can tell it from a forged one. */
  dkim?: DkimKey
  /**
   * Links by which this recipient may act on an episode: acknowledge, snooze, not drift. They must be the same
   * whenever they are asked for, and following one must do nothing.
   */
  actsFor?(episode: Episode, recipient: string, at: Millis): readonly Link[]
  /** Where a mail program posts to when this recipient leaves a report with one click. */
  leaveFor?(digest: string, recipient: string): string
  /** Where a receipt of the canary of this id is posted to. */
  receiptFor?(id: string): string
}

export interface Link {
  label: string
  url: string
}
