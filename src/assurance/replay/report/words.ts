// A replay in sentences, for the terminal and the page alike.
import type { Millis } from '../../../core/clock.ts'
import { DAY, MINUTE, WEEK } from '../../../core/duration.ts'
import { formatDay, formatSpan } from '../../../core/format.ts'
import type { Comparison } from '../compare.ts'
import type { Outcome, ReplayedIncident } from '../outcome.ts'
import type { Replay } from '../replay.ts'

/** One configuration and what came of it. */
export interface Run {
  /** As it is called: the name of its file. */
  name: string
  replay: Replay
}

/** `1 message`, `3 messages`, `no message`. */
function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${one}`
  return `${count} ${count === 1 ? one : many}`
}

/** `16 Aug to 29 Nov 2026, 15 weeks`. */
export function spanWords({ from, to }: Pick<Replay, 'from' | 'to'>): string {
  const [first, last] = [new Date(from).getUTCFullYear(), new Date(to).getUTCFullYear()]
  const year = first === last ? '' : ` ${first}`
  return `${formatDay(from)}${year} to ${formatDay(to)} ${last}, ${lengthOf(to - from)}`
}

function lengthOf(ms: Millis): string {
  return ms < 3 * WEEK ? formatSpan(ms) : `${Math.round(ms / WEEK)} weeks`
}

/** `7 incidents, 12 messages to 3 recipients: 1.1 a week, 4 in the worst`. */
export function summary({ replay }: Run): string {
  const { incidents, messages } = replay
  const recipients = new Set(messages.map(({ to }) => to)).size
  const to = messages.length === 0 ? '' : ` to ${counted(recipients, 'recipient')}`
  return `${counted(incidents.length, 'incident')}, ${counted(messages.length, 'message')}${to}${rateWords(replay)}`
}

function rateWords(replay: Replay): string {
  const { messages, from, to } = replay
  if (messages.length === 0 || to - from < 2 * WEEK) return ''
  const rate = messages.length / ((to - from) / WEEK)
  const most = Math.max(...weeksOf(replay).map(week => week.messages))
  return `: ${Number(rate.toPrecision(2))} a week, ${most} in the fullest`
}

export interface Week {
  /** Its Monday, 00:00 UTC. */
  at: Millis
  incidents: number
  messages: number
}

/** 5 January 1970, a Monday. */
const MONDAY = 4 * DAY

export function weeksOf({ incidents, messages, from, to }: Outcome & Pick<Replay, 'from' | 'to'>): Week[] {
  const weekOf = (at: Millis): Millis => Math.floor((at - MONDAY) / WEEK) * WEEK + MONDAY
  const weeks: Week[] = []
  for (let at = weekOf(from); at <= to; at += WEEK) {
    const within = (moment: Millis): boolean => moment >= Math.max(at, from) && moment < at + WEEK
    weeks.push({
      at,
      incidents: incidents.filter(({ openedAt }) => within(openedAt)).length,
      messages: messages.filter(one => within(one.at)).length,
    })
  }
  return weeks
}

/** What a reader has to know to believe it. */
export function notes({ replay }: Run): string[] {
  const { leftOut, lags, acts, firstPoint, from, series } = replay
  const { done, idle } = acts
  const lines = [
    `${counted(series, 'series', 'series')} from their points, which begin on ${formatDay(firstPoint)} ${new Date(firstPoint).getUTCFullYear()}.`,
  ]
  for (const { indicator, why } of leftOut) lines.push(`Not replayed: ${indicator} ${why}.`)
  for (const [name, lag] of lags) {
    if (lag >= 30 * MINUTE)
      lines.push(
        `${name} is taken to lag ${formatSpan(lag)} behind, as when it was last read; --lag sets another.`,
      )
  }
  if (from - firstPoint < 4 * WEEK)
    lines.push('In the first weeks of its points a series is still learned, and raises nothing.')
  if (done > 0) lines.push(`What people did was done again: ${counted(done, 'act')}.`)
  if (idle > 0) lines.push(`${counted(idle, 'act')} of theirs had nothing to be done to.`)
  return lines
}

/** `2 messages fewer with tight.yml: 10 in place of 12.` and a line for each incident of which it matters. */
export function comparisonWords(one: Run, other: Run, comparison: Comparison): string[] {
  const { messages, pairs, onlyOne, onlyOther } = comparison
  const [before, after] = [one.replay.messages.length, other.replay.messages.length]
  const lines = [
    messages === 0
      ? `As many messages with ${other.name}: ${after}.`
      : `${counted(Math.abs(messages), 'message')} ${messages < 0 ? 'fewer' : 'more'} with ${other.name}: ${after} in place of ${before}.`,
  ]
  for (const { one: a, other: b, later } of pairs) {
    if (later !== null && Math.abs(later) >= MINUTE)
      lines.push(`${nameOf(b)}: notified ${formatSpan(later)} ${later > 0 ? 'later' : 'earlier'}.`)
    else if (a.notifiedAt !== null && b.notifiedAt === null)
      lines.push(`${nameOf(b)}: nobody notified any more.`)
    else if (a.notifiedAt === null && b.notifiedAt !== null)
      lines.push(`${nameOf(b)}: somebody notified now.`)
  }
  for (const incident of onlyOne) lines.push(`${nameOf(incident)}: with ${one.name} alone.`)
  for (const incident of onlyOther) lines.push(`${nameOf(incident)}: with ${other.name} alone.`)
  const same = pairs.filter(({ later }) => later !== null && Math.abs(later) < MINUTE).length
  if (same > 0) lines.push(`${counted(same, 'incident')} notified at the same time.`)
  return lines
}

function nameOf({ title, openedAt }: ReplayedIncident): string {
  return `${title} (${formatDay(openedAt)})`
}

export function lastedWords({ openedAt, closedAt }: ReplayedIncident): string {
  return closedAt === null ? 'still stands' : formatSpan(closedAt - openedAt)
}
