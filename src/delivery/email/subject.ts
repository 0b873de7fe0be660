// The subject of an email: how severe, what, how much and since when. It stays the same for as long as an alert fires.
import type { ChangeEpisode, Episode, ReceivedEpisode } from '../../alerting/episode.ts'
import { formatDay, formatSpan } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { stateOf } from '../../presentation/change/sentences.ts'
import { isSized, sizeOf } from '../../presentation/change/size.ts'
import { clean } from '../../presentation/clean.ts'
import type { EmailInput } from './input.ts'

/** What a phone shows of a subject, and what a mail program does not fold: the `Re: ` of an answer included. */
const LONGEST = 70
const ANSWER = 'Re: '

/** What was reported first: `rising +35 % since 16 Nov`. The subject keeps it, though the change is described anew. */
export function reportedAs({ change, firedAs }: ChangeEpisode, unit: Unit): string {
  return `${stateAndSize({ ...change, ...firedAs }, unit)} ${sinceDay({ ...change, ...firedAs })}`
}

/** What it is described as now, in the same words. */
export function describedAs({ change }: ChangeEpisode, unit: Unit): string {
  return `${stateAndSize(change, unit)} ${sinceDay(change)}`
}

export function changeSubject(
  { to, at, episode }: { to: string; at: number; episode: ChangeEpisode },
  title: string,
  unit: Unit,
): string {
  if (to === 'resolved') {
    return episode.accepted === undefined
      ? fitted('RESOLVED', title, [` back to normal after ${lasted(episode, at)}`, ''])
      : fitted('ACCEPTED', title, [' as normal', ''])
  }
  const named = { ...episode.change, ...episode.firedAs }
  const what = ` ${stateAndSize(named, unit)}`
  return fitted(severityWord(episode), title, [`${what} ${sinceDay(named)}`, what])
}

export function receivedSubject(
  { to, at, episode }: { to: string; at: number; episode: ReceivedEpisode },
  title: string,
): string {
  return to === 'resolved'
    ? fitted('RESOLVED', title, [` after ${lasted(episode, at)}`, ''])
    : fitted(severityWord(episode), title, [` firing since ${formatDay(episode.pendingSince)}`, ' firing'])
}

/** As many words of `tails`, the longest first, as leave the title whole; the last one even where they do not. */
export function fitted(severity: string, title: string, tails: readonly string[]): string {
  const room = LONGEST - ANSWER.length - severity.length - 1
  const tail = tails.find(one => [...title].length + one.length <= room) ?? tails.at(-1) ?? ''
  return `${severity} ${clean(title, room - tail.length)}${tail}`
}

export function severityWord({ severity }: Pick<Episode, 'severity'>): string {
  return severity.toUpperCase()
}

/** The subject of a message about which nothing more is known than the episode. */
export function bareSubject({ to, episode }: EmailInput['transition']): string {
  return to === 'resolved'
    ? fitted('RESOLVED', clean(episode.series, 200), [''])
    : fitted(severityWord(episode), clean(episode.series, 200), [''])
}

/** `rising +35 %`; the state alone where there is no size, or no unit to say it in. */
export function stateAndSize(
  change: Pick<ChangeEpisode['change'], 'kind' | 'direction' | 'effect'>,
  unit: Unit | null,
): string {
  return unit !== null && isSized(change) ? `${stateOf(change)} ${sizeOf(change, unit)}` : stateOf(change)
}

function sinceDay({ onset }: Pick<ChangeEpisode['change'], 'onset'>): string {
  return `since ${formatDay(onset.value)}`
}

function lasted({ firingSince, pendingSince }: Episode, at: number): string {
  return formatSpan(at - (firingSince ?? pendingSince))
}
