// The numbers of an alert email: the two that matter most, and the rows of facts below them.
import type { Accepted, ChangeEpisode } from '../../alerting/episode.ts'
import type { Millis } from '../../core/clock.ts'
import { formatMoment, formatSpan, formatValue } from '../../core/format.ts'
import type { Change } from '../../detection/change.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { carriedWords } from '../../presentation/carried-words.ts'
import { sureMeaning, sureWord } from '../../presentation/change/certainty.ts'
import { sinceWhen } from '../../presentation/change/onset.ts'
import { measured, projected } from '../../presentation/change/sentences.ts'
import { fromTo, howFast, isSized, sizeOf } from '../../presentation/change/size.ts'
import { clean } from '../../presentation/clean.ts'
import { bucketName } from '../../presentation/series-words.ts'
import type { Point } from '../../series/series.ts'
import type { AlertEmailInput, EmailInput, EmailSettings } from './input.ts'
import { describedAs, reportedAs } from './subject.ts'

export interface Figure {
  label: string
  value: string
}

export interface Fact {
  label: string
  value: string
}

export interface Figures {
  before: Figure
  after: Figure
  size: string | null
}

export function figuresOf({ transition, indicator }: AlertEmailInput, latest: number | null): Figures | null {
  const { change, accepted } = transition.episode
  const { unit } = indicator
  if (transition.to === 'resolved' && accepted === undefined) {
    if (latest === null) return null
    return {
      before: { label: 'While it fired', value: formatValue(change.to, unit) },
      after: { label: 'Latest', value: formatValue(latest, unit) },
      size: null,
    }
  }
  if (!isSized(change)) return null
  const what = measured(change)
  const of = (when: string): string => (what === null ? when : `${what} ${when.toLowerCase()}`)
  return {
    before: { label: of('Before'), value: formatValue(change.from, unit) },
    after: { label: of('Reached'), value: formatValue(change.to, unit) },
    size: sizeOf(change, unit),
  }
}

export function standingFacts(
  input: AlertEmailInput,
  latest: number | null,
  settings: EmailSettings,
): Fact[] {
  const { transition, indicator, series, limit } = input
  const { change } = transition.episode
  const { unit } = indicator
  return facts([
    [measured(change) ?? 'Change', fromTo(change, unit)],
    ['Latest', latestText(input, latest)],
    ['Since', sinceWhen(change, settings.timeZone, series.bucket)],
    ['How fast', howFast(change, unit, transition.at)],
    ['Carried by', input.carried == null ? null : carriedWords(input.carried, unit)],
    ['How sure', sureText(change, series.bucket)],
    ['Projected', projected(change, limit, unit)],
    ['Because of', input.incident?.root == null ? null : clean(input.incident.root, 120)],
    ['With it', withIt(input)],
    ['Reported as', formerly(transition.episode, unit)],
    ['Flapping', flappingText(input)],
  ])
}

export function recoveredFacts(
  input: AlertEmailInput,
  latest: number | null,
  settings: EmailSettings,
): Fact[] {
  const { transition, indicator, series, band } = input
  const { change, firingSince, pendingSince, accepted } = transition.episode
  const { unit } = indicator
  return facts([
    ['Accepted', accepted === undefined ? null : acceptedText(accepted, settings)],
    ['Note', accepted === undefined || accepted.note === '' ? null : clean(accepted.note, 300)],
    ['Latest', latestText(input, latest)],
    ['Normal', band && `${formatValue(band.lower, unit)} to ${formatValue(band.upper, unit)}`],
    ['It was', fromTo(change, unit)],
    ['Reported as', formerly(transition.episode, unit)],
    ['Since', sinceWhen(change, settings.timeZone, series.bucket)],
    ['Resolved', momentText(transition.at, settings)],
    ['Fired for', formatSpan(transition.at - (firingSince ?? pendingSince))],
  ])
}

/** So many of what changed with it are named. */
const NAMED = 4

/** What else changed by the same cause, which sends no message of its own. */
function withIt({ incident }: AlertEmailInput): string | null {
  const { others = [] } = incident ?? {}
  if (others.length === 0) return null
  const more = others.length - NAMED
  return `${others
    .slice(0, NAMED)
    .map(name => clean(name, 100))
    .join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** Nothing where there is no evidence to speak of. */
function sureText({ evidence }: Change, bucket: Millis): string | null {
  if (!(evidence > 0)) return null
  const word = sureWord(evidence)
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}: ${sureMeaning({ evidence }, bucket)}`
}

/** What its subject says, where it is described otherwise by now. */
function formerly(episode: ChangeEpisode, unit: Unit): string | null {
  const first = reportedAs(episode, unit)
  return first === describedAs(episode, unit) ? null : `${first}, when it began to fire`
}

export function flappingText({ flaps }: EmailInput): string | null {
  return flaps === undefined || flaps === null
    ? null
    : `It fired ${flaps} times shortly before, so this was held until it had fired for a while`
}

function acceptedText({ by, at }: Accepted, settings: EmailSettings): string {
  return `by ${clean(by, 60)}, ${momentText(at, settings)}`
}

export function facts(rows: ReadonlyArray<readonly [string, string | null]>): Fact[] {
  return rows.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

function latestText({ points, series, indicator }: AlertEmailInput, latest: number | null): string | null {
  const at = points.findLast(point => point.value !== null)?.at
  if (latest === null || at === undefined) return null
  return `${formatValue(latest, indicator.unit)}, in the ${bucketName(series.bucket)} to ${formatMoment(at + series.bucket, 'UTC')}`
}

export function momentText(at: Millis, { timeZone }: EmailSettings): string {
  const utc = formatMoment(at, 'UTC')
  return timeZone === 'UTC' ? utc : `${utc} (${formatMoment(at, timeZone)})`
}

export function lastValue(points: readonly Point[]): number | null {
  return points.findLast(point => point.value !== null)?.value ?? null
}
