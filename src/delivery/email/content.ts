// Decides what an alert email says and in which order, before anything decides how that looks.
import type { ChangeEpisode } from '../../alerting/episode.ts'
import { acceptedOf } from '../../alerting/handling.ts'
import type { Reason } from '../../alerting/notification.ts'
import { formatDuration } from '../../core/duration.ts'
import { formatDay, formatMinute, formatSpan, formatValue } from '../../core/format.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import { type CauseWords, causeWords } from '../../presentation/cause-words.ts'
import { type Assessment, assessmentOf } from '../../presentation/change/assessment.ts'
import { acceptance, measured, nextAction, recovery, verdict } from '../../presentation/change/sentences.ts'
import { sizeOf } from '../../presentation/change/size.ts'
import { type ChartRange, chartRange } from '../../presentation/charts/chart-range.ts'
import { markedReleases } from '../../presentation/charts/release-marks.ts'
import { clean } from '../../presentation/clean.ts'
import { bucketName, seriesTitle } from '../../presentation/series-words.ts'
import { type Fact, type Figures, figuresOf, lastValue, recoveredFacts, standingFacts } from './facts.ts'
import type { Addressee, AlertEmailInput, EmailInput, EmailSettings, Link } from './input.ts'
import { actsOf, linksOf } from './links.ts'
import { changeSubject } from './subject.ts'

export interface EmailContent {
  /** The same for as long as the episode fires. At most 66 characters, so that `Re: ` still fits. */
  subject: string
  /** What changed, for the line that inboxes show beside the subject. */
  preheader: string
  state: 'firing' | 'resolved'
  /** `worse` is red, `better` green, `neutral` blue; a resolved episode is green. */
  tone: Assessment
  /** `Page`, `Watch` or `Resolved`; of a follow-up with why it comes. */
  badge: string
  verdict: string
  /** The two numbers that matter most, large. Null where there are none. */
  figures: Figures | null
  facts: readonly Fact[]
  causes: CauseWords | null
  unaffected: readonly string[]
  /** Null where it could not be drawn. */
  chart: (ChartRange & { alt: string; caption: string }) | null
  action: string
  links: readonly Link[]
  /** What the reader may do about it; each opens a page that asks once more. */
  acts: readonly Link[]
  why: readonly string[]
}

export function alertContent(
  input: AlertEmailInput,
  settings: EmailSettings,
  addressee: Addressee,
): EmailContent {
  const { transition, indicator, series } = input
  const { episode } = transition
  const { change } = episode
  const resolved = transition.to === 'resolved'
  const latest = lastValue(input.points)
  const title = seriesTitle(series)
  const by = resolved ? episode.accepted?.by : undefined
  const ending =
    by === undefined
      ? recovery(title, change, indicator.unit, latest)
      : acceptance(title, change, indicator.unit, by)
  const sentence = resolved ? ending : verdict(title, change, indicator.unit)
  const asked = chartRange(input.points, change, transition.at, series.bucket)
  const range = Number.isFinite(asked.from) && Number.isFinite(asked.to) ? asked : null
  return {
    subject: changeSubject(transition, title, indicator.unit),
    preheader: preheaderOf(input, latest),
    state: resolved ? 'resolved' : 'firing',
    tone: toneOf(episode, resolved),
    badge: badgeOf(input),
    verdict: sentence,
    figures: figuresOf(input, latest),
    facts: resolved ? recoveredFacts(input, latest, settings) : standingFacts(input, latest, settings),
    causes: causeWords(input.causes, change.onset.value),
    unaffected: input.unaffected.slice(0, 8).map(name => clean(name, 80)),
    chart: range && { ...range, ...describeChart(input, range, title, latest) },
    action: resolved ? nothingToDo(episode) : nextAction(change, indicator, series.bucket),
    links: linksOf(input, settings, range),
    acts: actsOf(input, settings, addressee),
    why: whyOf(input, settings, addressee),
  }
}

function nothingToDo({ id, accepted }: ChangeEpisode): string {
  if (accepted === undefined) return 'Nothing has to be done. If somebody repaired it, note what helped.'
  return `Nothing has to be done. If it is drift after all, take it back on the page of this alert, or with: slowburn accept ${id.slice(0, 8)} --undo`
}

export function badgeOf({ transition, reason }: EmailInput): string {
  if (transition.to === 'resolved')
    return acceptedOf(transition.episode) === undefined ? 'Resolved' : 'Accepted as normal'
  const severity = transition.episode.severity === 'page' ? 'Page' : 'Watch'
  const why = FOLLOW_UPS[reason ?? 'new']
  return why === undefined ? severity : `${severity}, ${why}`
}

const FOLLOW_UPS: Readonly<Partial<Record<Reason, string>>> = {
  unanswered: 'nobody has acknowledged it',
  unreachable: 'others could not be reached',
  handover: 'handed over to you',
  reminder: 'reminder',
  worse: 'worse since it was handled',
  escalated: 'escalated from watch',
  'snooze over': 'snooze over',
}

function preheaderOf({ transition, indicator, reason }: AlertEmailInput, latest: number | null): string {
  const { episode, to, at } = transition
  const { change, firingSince } = episode
  const last = latest === null ? 'No recent value' : `Latest ${formatValue(latest, indicator.unit)}`
  if (to === 'resolved') {
    const lasted = formatSpan(at - (firingSince ?? episode.pendingSince))
    const how = episode.accepted === undefined ? 'Resolved' : `Accepted by ${clean(episode.accepted.by, 60)}`
    return `${how} after ${lasted}. ${last}, ${formatValue(change.from, indicator.unit)} before the change.`
  }
  const still = FOLLOW_UPS[reason ?? 'new'] === undefined ? '' : 'Still firing. '
  const { latest: said } = kindOf(change.kind)
  if (said !== null) {
    return still + said.replace('{latest}', last).replace('{since}', formatMinute(change.onset.value))
  }
  const what = measured(change)
  if (what !== null) {
    const ends = [change.from, change.to].map(value => formatValue(value, indicator.unit))
    return `${still}${what} ${sizeOf(change, indicator.unit)}: ${ends.join(' to ')} since ${formatDay(change.onset.value)}. ${last}.`
  }
  const before = `${formatValue(change.from, indicator.unit)} before ${formatDay(change.onset.value)}`
  return `${still}${sizeOf(change, indicator.unit)}. ${last}, ${before}.`
}

function toneOf({ change, accepted }: ChangeEpisode, resolved: boolean): EmailContent['tone'] {
  if (resolved && accepted !== undefined) return 'neutral'
  return resolved ? 'better' : assessmentOf(change)
}

/** The picture in words: whoever cannot see it loses no number. */
function describeChart(
  { transition, indicator, band, limit, series, releases }: AlertEmailInput,
  { from, to }: ChartRange,
  title: string,
  latest: number | null,
): { alt: string; caption: string } {
  const { unit } = indicator
  const { change } = transition.episode
  const span = `${formatDay(from)} to ${formatDay(to)}`
  const marked = markedReleases(releases, { from, to })
  const what = measured(change) === null ? '' : `${measured(change)?.toLowerCase()} `
  const parts = [
    band && `normal ${formatValue(band.lower, unit)} to ${formatValue(band.upper, unit)}`,
    `${what}${formatValue(change.from, unit)} before the change`,
    `onset ${formatDay(change.onset.lower)} to ${formatDay(change.onset.upper)}`,
    latest === null ? null : `latest ${formatValue(latest, unit)}`,
    limit === null ? null : `limit ${formatValue(limit, unit)}`,
    marked.length === 0 ? null : `${marked.length} ${marked.length === 1 ? 'release' : 'releases'}`,
  ]
  return {
    alt: `Chart of ${title}, ${span}: ${parts.filter(part => part !== null).join(', ')}.`,
    caption: `One point per ${bucketName(series.bucket)}, ${span}, UTC${marked.length > 0 ? '; triangles are releases' : ''}`,
  }
}

function whyOf(
  { transition, rule, indicator }: AlertEmailInput,
  { installation }: EmailSettings,
  addressee: Addressee,
): string[] {
  const { episode } = transition
  const wanted = { worse: 'every change for the worse', better: 'every improvement', any: 'every change' }
  const waited = rule.for > 0 ? ` that stands for ${formatDuration(rule.for)}` : ''
  return [
    `Why you get this: rule ${clean(rule.name, 80)} of ${clean(installation, 60)} reports ${wanted[rule.when]}${waited}, severity ${rule.severity} or above; ${wayOf(addressee)}.`,
    `What it measures: ${clean(indicator.help, 300)}`,
    `Series: ${clean(episode.series, 300)}`,
    `Episode ${episode.id}, message ${episode.sequence}.`,
  ]
}

/** By which way it came to the reader. */
export function wayOf({ contact, route }: Addressee): string {
  const who = clean(contact, 60)
  return route === null ? `${who} was notified when it began` : `route ${clean(route, 80)} notifies ${who}`
}
