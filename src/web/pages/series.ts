// One series: its chart, what it means, what it says now, and what has changed in it.
import type { Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import { formatValue } from '../../core/format.ts'
import type { RegimeMoment, Unconfirmed } from '../../detection/regimes/look-back.ts'
import { evidenceNumber, sureMeaning } from '../../presentation/change/certainty.ts'
import { stateOf } from '../../presentation/change/sentences.ts'
import { chart, isDense, NARROW, WIDE } from '../../presentation/charts/chart.ts'
import { key } from '../../presentation/charts/marks/key.ts'
import type { Plot, PlotPoint } from '../../presentation/charts/plot.ts'
import { releasesOn } from '../../presentation/charts/release-marks.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { bucketName, indicatorTitle, seriesTitle } from '../../presentation/series-words.ts'
import { ago, shortTime, timeOf } from '../../presentation/times.ts'
import type { SeriesDetail, SeriesIdentity } from '../../queries/views.ts'
import { identifier } from '../request.ts'
import { page } from '../serve.ts'
import { plotDescription, statusReason } from './elements/headlines.ts'
import { layout } from './elements/layout.ts'
import { labelsOf, ownChangeItem, sentenceCase, sizeLine, tag, unbroken } from './elements/parts.ts'
import type { WebPage } from './page.ts'

/** Changes shown, the standing one first. */
const CHANGES_SHOWN = 20

/** Rows of the table of points. */
const ROWS_SHOWN = 48

export const seriesPage: WebPage = {
  path: '/series/:id',
  help: 'One series: its chart, its changes, its regimes looking back, what it means.',
  reply: async (request, { views, clock }) => {
    const id = identifier(request)
    const detail = id === null ? null : await views.series(id)
    return detail === null ? null : page(seriesMarkup(detail, clock.now()))
  },
}

function seriesMarkup(detail: SeriesDetail, now: Millis): string {
  const { series, status, plot, changes } = detail
  return layout({
    title: seriesTitle(series),
    section: 'series',
    body: html`<h1>${foreign(indicatorTitle(series))}${labelsOf(series)}</h1>
<p class="lead">${foreign(series.help, 400)}</p>
<p>${tag(status.name)} <span class="soft">${statusReason(detail, detail.minimum)}</span></p>
${chartFigure(plot, series, now)}
${changes.length > 0 && html`<section aria-labelledby="changes"><h2 id="changes">Changes <span class="count">${changes.length > CHANGES_SHOWN && `the latest ${CHANGES_SHOWN} of ${changes.length}`}</span></h2><ul class="changes">${changes.slice(0, CHANGES_SHOWN).map(change => ownChangeItem(change, now))}</ul></section>`}
${lookBackSection(detail, now)}
<section aria-labelledby="meaning"><h2 id="meaning">What it means</h2>${meaning(detail, now)}</section>
${pointsTable(plot, series, now)}`,
  })
}

export function chartFigure(plot: Plot, series: SeriesIdentity, now: Millis): Html {
  const description = plotDescription(plot, series, now)
  const hasBounds = plot.points.some(({ lower }) => typeof lower === 'number')
  return html`<figure>${[WIDE, NARROW].map(size => chart(plot, series.unit, description, size))}
<figcaption>${valueKeys(plot, series)}${hasBounds && key('bounds', '95 % interval of each estimate')}${plot.band.length > 0 && key('band', 'normal')}${onsetKey(plot, now)}${releaseKey(plot)}<span>one point per ${bucketName(series.bucket)}; where the line breaks there was no value</span></figcaption></figure>`
}

/** What the lines are, which may differ between the wide chart and the narrow one. */
function valueKeys(plot: Plot, { unit }: SeriesIdentity): Html[] {
  const median = [key('line', 'median of nearby values'), key('raw', 'each value')]
  const single = [key('line', 'value')]
  const [wide, narrow] = [WIDE, NARROW].map(size => isDense(plot, unit, size))
  if (wide === narrow) return wide ? median : single
  return [
    html`<span class="keys wide">${wide ? median : single}</span><span class="keys narrow">${narrow ? median : single}</span>`,
  ]
}

/** Says where the change began, also where that is to the left of what is drawn. */
function onsetKey({ onset, points }: Plot, now: Millis): Html | null {
  if (onset === null) return null
  const first = points[0]
  return first !== undefined && onset.upper < first.at
    ? html`<span>the change began about ${timeOf(onset.value, now)}, before what is shown</span>`
    : key('onset', 'where the change began (90 %)')
}

function releaseKey(plot: Plot): Html | null {
  return releasesOn(plot).length === 0 ? null : key('release', 'release')
}

/** What the segmenter sees of the whole course, after the fact. It alarms nobody. */
function lookBackSection({ lookBack, series }: SeriesDetail, now: Millis): Html | null {
  if (lookBack === null) return null
  const { lookedAt, found } = lookBack
  const changes = found?.changes ?? []
  const unconfirmed = found?.unconfirmed ?? []
  const regimes = changes.length === 0 ? 'one regime' : `${changes.length + 1} regimes`
  const summary =
    found === null
      ? html`too few values to tell regimes apart`
      : html`${regimes} in ${found.points} values since ${timeOf(found.from, now)}${found.season > 0 && `, a season of ${formatDuration(found.season)} set aside`}`
  return html`<section aria-labelledby="back"><h2 id="back">Looking back</h2>
<p class="soft">The whole course parted after the fact, ${ago(lookedAt, now)}: ${summary}. This raises no alarm.</p>
${changes.length > 0 && html`<ul>${changes.map(change => regimeItem(change, series, now)).toReversed()}</ul>`}
${unconfirmed.map(alarm => html`<p>${unconfirmedSentence(alarm, now)}</p>`)}</section>`
}

/** Looking back never passes over in silence what was raised. */
function unconfirmedSentence({ kind, direction, at, strength }: Unconfirmed, now: Millis): Html {
  const tested = strength !== null && html` (z = ${Math.sqrt(strength).toFixed(1)})`
  return html`The alarm of <b>${timeOf(at, now)}</b>, “${stateOf({ kind, direction })}”, is not borne out looking back${tested}.`
}

function regimeItem(change: RegimeMoment, series: SeriesIdentity, now: Millis): Html {
  const { onset, alternative, until, back } = change
  // Missing where an earlier version looked back.
  const ended = change.ended ?? null
  const over =
    until !== null
      ? html`, until about <b>${timeOf(until.value, now)}</b>`
      : ended !== null && html`, ended about <b>${timeOf(ended.value, now)}</b>`
  const returned = back && html` (back to where it was)`
  const doubt = alternative === null ? '' : `, or ${stateOf({ ...change, kind: alternative })}`
  return html`<li>${sentenceCase(stateOf(change))}${doubt} about <b>${timeOf(onset.value, now)}</b> <span class="soft">(90 %: ${shortTime(onset.lower, now)} to ${shortTime(onset.upper, now)})</span>${over}${returned}${sizeLine({ change, series })}</li>`
}

const FAMILIES = {
  positive: 'positive amounts, compared by ratio',
  real: 'any number',
  proportion: 'a share of trials',
  count: 'events in a bucket',
} as const

function meaning(detail: SeriesDetail, now: Millis): Html {
  const { series, last, minimum, maturity, family, changes } = detail
  const good =
    series.goodDirection === null
      ? 'neither direction is good in itself'
      : series.goodDirection === 'up'
        ? 'higher is better'
        : 'lower is better'
  return html`<dl>
<dt>Series</dt><dd><code>${foreign(series.key, 600)}</code></dd>
<dt>Last value</dt><dd>${
    last === null || last.value === null
      ? 'no value'
      : html`${formatValue(last.value, series.unit)}${
          last.lower !== null &&
          last.upper !== null &&
          html`, between ${unbroken(formatValue(last.lower, series.unit))} and ${unbroken(formatValue(last.upper, series.unit))}`
        }, from ${last.n} observations`
  }${last !== null && html` <span class="soft">(bucket of ${timeOf(last.at, now)})</span>`}</dd>
<dt>Direction</dt><dd>${good}</dd>
<dt>Measures</dt><dd>${FAMILIES[family]}</dd>
<dt>Answers from</dt><dd>${minimum} observations in a bucket; below that it says insufficient</dd>
${changes[0] !== undefined && html`<dt>Evidence</dt><dd>${evidenceNumber(changes[0].change.evidence)} to 1 for the latest change: ${sureMeaning(changes[0].change, series.bucket)}; ${changes[0].change.effect.sigma.toFixed(1)} standard deviations of the baseline</dd>`}
<dt>Bucket</dt><dd>${formatDuration(series.bucket)}${maturity > 0 && `, estimated ${formatDuration(maturity)} after its end`}</dd>
${series.note !== null && html`<dt>Note</dt><dd>${foreign(series.note, 400)}</dd>`}
</dl>`
}

function pointsTable(plot: Plot, series: SeriesIdentity, now: Millis): Html | null {
  const latest = plot.points.slice(-ROWS_SHOWN).reverse()
  if (latest.length === 0) return null
  return html`<details><summary>The last ${latest.length} points as a table</summary>
<table><thead><tr><th scope="col">Bucket</th><th scope="col" class="number">Value</th><th scope="col" class="number">Lower</th><th scope="col" class="number">Upper</th></tr></thead>
<tbody>${latest.map(point => html`<tr><th scope="row">${timeOf(point.at, now)}</th>${cells(point, series)}</tr>`)}</tbody></table>
<p><a href="/api/v1/series/${series.id}/points">All points as JSON</a></p></details>`
}

function cells({ value, lower, upper }: PlotPoint, { unit }: SeriesIdentity): Html[] {
  return [value, lower, upper].map(
    number =>
      html`<td class="number">${typeof number === 'number' ? formatValue(number, unit) : html`<span class="soft">none</span>`}</td>`,
  )
}
