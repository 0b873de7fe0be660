// Pieces that several pages share: a change, a series' name, the band legend, tags.
import type { Millis } from '../../../core/clock.ts'
import { formatValue } from '../../../core/format.ts'
import type { Change } from '../../../detection/change.ts'
import { kindOf } from '../../../detection/kinds/kinds.ts'
import { type Assessment, assessmentOf } from '../../../presentation/change/assessment.ts'
import { sureMeaning, sureWord } from '../../../presentation/change/certainty.ts'
import { onsetRange } from '../../../presentation/change/onset.ts'
import { doubt, stateOf } from '../../../presentation/change/sentences.ts'
import { effectOf, rangeWords } from '../../../presentation/change/size.ts'
import { sparkline } from '../../../presentation/charts/sparkline.ts'
import { type Child, foreign, type Html, html } from '../../../presentation/html.ts'
import { indicatorTitle } from '../../../presentation/series-words.ts'
import { ago, timeOf } from '../../../presentation/times.ts'
import type { ChangeView, SeriesIdentity } from '../../../queries/views.ts'
import { carriedLine, causesNote } from './causes.ts'
import { plotDescription } from './headlines.ts'

/** Most labels shown beside a title; a series has few. */
const LABELS_SHOWN = 8

export function tag(name: string, text: string = name): Html {
  return html`<span class="tag ${name}">${text}</span>`
}

export function seriesLink(series: SeriesIdentity): Html {
  return html`<a href="/series/${series.id}">${foreign(indicatorTitle(series))}</a>${labelsOf(series)}`
}

export function labelsOf({ labels }: SeriesIdentity): Html | null {
  const entries = Object.entries(labels).slice(0, LABELS_SHOWN)
  if (entries.length === 0) return null
  return html` <span class="labels">${entries.map(
    ([name, value], index) =>
      html`${index > 0 && ', '}<span class="soft">${foreign(name, 40)}</span> ${foreign(value, 60)}`,
  )}</span>`
}

/** One change, as an item of a list: what, how much, since when, how sure, and its picture. */
export function changeItem(view: ChangeView, now: Millis): Html {
  const { series } = view
  const help = html`<p class="soft small">${foreign(series.help, 240)}${noteOf(series)}</p>`
  return item(view, seriesLink(series), help, now)
}

/** The gist of the note; the page of the series has the rest. */
export function noteOf({ id, note }: SeriesIdentity): Html | null {
  if (note === null) return null
  const [gist = ''] = note.split(/[:.]/)
  return html` <a href="/series/${id}#meaning">${foreign(gist, 80)}</a>.`
}

/** One change on the page of its own series, which has said already what the series is. */
export function ownChangeItem(view: ChangeView, now: Millis): Html {
  const causes = causesNote(view.causes, view.change.onset.value)
  const help = html`${carriedLine(view.carried, view.series)}${causes}`
  return item(view, sentenceCase(stateOf(view.change)), help, now)
}

function item(view: ChangeView, title: Child, help: Child, now: Millis): Html {
  const mood = assessmentOf(view.change) === 'better' ? 'better' : view.severity
  return html`<li class="change ${mood}">
<div class="head"><h3>${title}</h3>${tagsOf(view, now)}${sizeLine(view)}</div>
<div class="art">${sparkline(view.plot, plotDescription(view.plot, view.series, now), { width: 320, height: 64 })}</div>
<div class="rest"><p>${sinceLine(view, now)}</p>${help}</div>
</li>`
}

function tagsOf(view: ChangeView, now: Millis): Html {
  const { severity, alert, clearedAt } = view
  const assessment = assessmentOf(view.change)
  const mood = assessment === 'better' ? 'better' : severity
  return html`<p class="tags">${tag(mood, moodWords(severity, assessment))}${
    alert === null
      ? null
      : html`<a class="tag ${alert.state}" href="/alerts/${encodeURIComponent(alert.id)}">alert ${alert.state}</a>`
  }${clearedAt === null ? null : html`<span class="tag">cleared ${ago(clearedAt, now)}</span>`}</p>`
}

function moodWords(severity: string, assessment: Assessment): string {
  return assessment === 'worse'
    ? severity
    : assessment === 'better'
      ? 'better'
      : `${severity}, neither good nor bad`
}

interface Sized {
  change: Pick<Change, 'kind' | 'from' | 'to' | 'effect'>
  series: Pick<SeriesIdentity, 'unit'>
}

/** From what to what. A series that has gone silent has no "to". */
export function sizeLine({ change, series }: Sized): Html {
  const from = unbroken(formatValue(change.from, series.unit))
  const to = unbroken(formatValue(change.to, series.unit))
  const { instead } = kindOf(change.kind)
  if (instead !== null) {
    const [before = '', after] = instead.split('{to}')
    return html`<p class="size"><b class="effect">${before}${after !== undefined && html`${to}${after}`}</b> <span class="range">it was about ${from}</span></p>`
  }
  const effect = effectOf(change, series.unit)
  return html`<p class="size">${from} <span role="img" aria-label="to">→</span> <b>${to}</b>${
    effect !== null &&
    html` <b class="effect">${unbroken(effect.value)}</b> <span class="range">(${unbroken(effect.range)})</span>`
  }</p>`
}

function sinceLine({ change, series, detector }: ChangeView, now: Millis): Html {
  const range = onsetRange(change, now)
  const since = html`${sentenceCase(stateOf(change))} since <b>${timeOf(change.onset.value, now)}</b>${range !== null && html` <span class="soft">(${unbroken(range)})</span>`}, ${ago(change.onset.value, now)}${doubt(change)}.`
  return html`${since} ${sentenceCase(sureWord(change.evidence))}: <span class="soft">${sureMeaning(change, series.bucket)}.${raisedBy(detector)}</span>`
}

/** A sentence to follow another; of a change that an earlier version kept, none. */
export function raisedBy(detector: ChangeView['detector']): string {
  return detector === null ? '' : ` Raised by the detector ${detector}.`
}

/** Short text that reads badly when a line ends inside it. */
export function unbroken(text: string): Html {
  return html`<span class="fixed">${text}</span>`
}

/** Text from outside as the end of a sentence: with a full stop, unless it ends one by itself or is cut short. */
export function sentence(text: string, longest: number): Html {
  const isEnded = /[.?!]$/.test(text.trimEnd()) || text.length > longest
  return html`${foreign(text, longest)}${isEnded ? '' : '.'}`
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `45.6 to 91.7 s`, of which neither end is broken. */
export function rangeOf(lower: string, upper: string): Html {
  const [from = '', to = ''] = rangeWords(lower, upper).split(' to ')
  return html`${unbroken(from)} to ${unbroken(to)}`
}
