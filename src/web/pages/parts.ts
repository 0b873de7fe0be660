// Pieces that several pages share: a change, a series' name, the band legend, tags.
import type { Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import { formatDifference, formatValue } from '../../core/format.ts'
import { foreign, type Html, html } from '../html.ts'
import { sparkline } from '../sparkline.ts'
import { ago, timeOf } from '../times.ts'
import type { ChangeView, SeriesIdentity } from '../views.ts'
import {
  indicatorTitle,
  type Leaning,
  leaningOf,
  plotDescription,
  relativeEffect,
  sureMeaning,
  sureWord,
  verdictOf,
} from '../words.ts'

/** Most labels shown beside a title; a series has few. */
const LABELS_SHOWN = 8

export function tag(name: string, text: string = name): Html {
  return html`<span class="tag ${name}">${text}</span>`
}

export function seriesLink(series: SeriesIdentity): Html {
  return html`<a href="/series/${series.id}">${foreign(indicatorTitle(series.indicator))}</a>${labelsOf(series)}`
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
  const { series, severity, alert, clearedAt } = view
  const leaning = leaningOf(view)
  const mood = leaning === 'better' ? 'better' : severity
  return html`<li class="change ${mood}">
<div>
<h3>${seriesLink(series)}</h3>
${sizeLine(view)}
<p>${sinceLine(view, now)}</p>
<p class="soft small">${foreign(series.help, 240)}${series.note === null ? null : html` ${foreign(series.note, 240)}`}</p>
<p class="tags">${tag(mood, moodWords(severity, leaning))}${
    alert === null
      ? null
      : html`<a class="tag ${alert.state}" href="/alerts/${encodeURIComponent(alert.id)}">alert ${alert.state}</a>`
  }${clearedAt === null ? null : html`<span class="tag">cleared ${ago(clearedAt, now)}</span>`}</p>
</div>
<div class="art">${sparkline(view.plot, plotDescription(view.plot, series, now), { width: 240, height: 60 })}</div>
</li>`
}

function moodWords(severity: string, leaning: Leaning): string {
  return leaning === 'worse'
    ? severity
    : leaning === 'better'
      ? 'better'
      : `${severity}, neither good nor bad`
}

/** From what to what. A series that has gone silent has no "to". */
export function sizeLine({ change, series }: Pick<ChangeView, 'change' | 'series'>): Html {
  const from = formatValue(change.from, series.unit)
  const to = formatValue(change.to, series.unit)
  if (change.kind === 'missing')
    return html`<p class="size"><b class="effect">No data</b> <span class="range">last level ${from}</span></p>`
  if (change.kind === 'stuck')
    return html`<p class="size"><b class="effect">Always ${to}</b> <span class="range">before, about ${from}</span></p>`
  const effect = relativeEffect(change)
  const { absolute } = change.effect
  return html`<p class="size">${from} <span aria-label="to">→</span> <b>${to}</b> ${
    effect === null
      ? html`<span class="range">by ${formatDifference(absolute.lower, series.unit)} to ${formatDifference(absolute.upper, series.unit)}</span>`
      : html`<b class="effect">${effect.value}</b> <span class="range">${effect.range}</span>`
  }</p>`
}

function sinceLine({ change, series }: ChangeView, now: Millis): Html {
  const { onset } = change
  const about = onset.upper > onset.lower
  return html`${sentenceCase(verdictOf(change))} since ${timeOf(onset.value, now)}, ${ago(onset.value, now)}${
    about &&
    html` <span class="soft">(90 %: ${timeOf(onset.lower, now)} to ${timeOf(onset.upper, now)})</span>`
  }. <span title="${sureMeaning(change.evidence, series.bucket)}">${sentenceCase(sureWord(change.evidence))}</span> <span class="soft">(${sureMeaning(change.evidence, series.bucket)})</span>.`
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function bucketWords(bucket: Millis): string {
  return `one point per ${formatDuration(bucket).replace(/^1(?=[a-z]+$)/, '')}`
}
