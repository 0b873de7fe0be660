// One incident as an item of a list: its root with the one chart, and what stands because of it folded below.
import type { Millis } from '../../../core/clock.ts'
import { sureMeaning, sureWord } from '../../../presentation/change/certainty.ts'
import { onsetRange } from '../../../presentation/change/onset.ts'
import { doubt, stateOf } from '../../../presentation/change/sentences.ts'
import { effectOf } from '../../../presentation/change/size.ts'
import { sparkline } from '../../../presentation/charts/sparkline.ts'
import { foreign, type Html, html } from '../../../presentation/html.ts'
import { indicatorTitle, seriesTitle } from '../../../presentation/series-words.ts'
import { ago, timeOf } from '../../../presentation/times.ts'
import { assessmentOfIncident, severityOfIncident } from '../../../queries/incidents.ts'
import type { ChangeView, IncidentView } from '../../../queries/views.ts'
import { carriedLine, causeLine } from '../elements/causes.ts'
import { plotDescription } from '../elements/headlines.ts'
import {
  labelsOf,
  noteOf,
  raisedBy,
  sentenceCase,
  seriesLink,
  sizeLine,
  tag,
  unbroken,
} from '../elements/parts.ts'

/** Symptoms that are named while they are folded, and listed once they are not. */
const NAMED = 2
const LISTED = 40

export function incidentItem(incident: IncidentView, now: Millis): Html {
  const { root, symptoms } = incident
  const mood = assessmentOfIncident(incident) === 'better' ? 'better' : severityOfIncident(incident)
  return html`<li class="change incident ${mood}">
<div class="head"><h3>${seriesLink(root.series)}</h3>${tagsOf(incident, mood, now)}${sizeLine(root)}</div>
<div class="art">${sparkline(root.plot, plotDescription(root.plot, root.series, now), { width: 320, height: 48 })}</div>
<div class="rest"><p>${sentenceCase(stateOf(root.change))} since <b>${timeOf(root.change.onset.value, now)}</b>, ${ago(root.change.onset.value, now)}.</p>${causeLine(root.causes)}${carriedLine(root.carried, root.series)}
<details class="because"><summary>${summaryWords(symptoms)}</summary>
${symptoms.length > 0 && html`<ul class="symptoms">${symptoms.slice(0, LISTED).map(one => symptomLine(one, now))}</ul>`}
${symptoms.length > LISTED && html`<p>${symptoms.length - LISTED} more.</p>`}
<p class="small">${certainty(root, now)}</p>
<p class="soft small">${foreign(root.series.help, 240)}${noteOf(root.series)}</p>
${incident.id !== null && html`<p class="small"><a href="${incidentAddress(incident.id)}">How it came about</a></p>`}</details></div>
</li>`
}

export function incidentAddress(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`
}

function tagsOf({ root, symptoms }: IncidentView, mood: string, now: Millis): Html {
  const alert = [root, ...symptoms].find(one => one.alert !== null)?.alert ?? null
  const { clearedAt } = root
  return html`<p class="tags">${tag(mood)}${
    alert !== null &&
    html`<a class="tag ${alert.state}" href="/alerts/${encodeURIComponent(alert.id)}">alert ${alert.state}</a>`
  }${clearedAt !== null && html`<span class="tag">recovered ${ago(clearedAt, now)}; what followed from it stands</span>`}</p>`
}

function summaryWords(symptoms: IncidentView['symptoms']): Html {
  if (symptoms.length === 0) return html`How sure`
  const named = symptoms
    .slice(0, NAMED)
    .map(({ series }, index) => html`${index > 0 && ', '}${foreign(seriesTitle(series), 60)}`)
  const more = symptoms.length - named.length
  return html`With it ${symptoms.length === 1 ? 'changed' : `${symptoms.length} changed`}: ${named}${more > 0 && ` and ${more} more`}`
}

function symptomLine({ series, change, odds }: IncidentView['symptoms'][number], now: Millis): Html {
  const effect = effectOf(change, series.unit)
  return html`<li>${odds !== null && odds < 0 && html`<span class="soft">perhaps</span> `}<a href="/series/${series.id}">${foreign(indicatorTitle(series))}</a>${labelsOf(series)} ${
    effect === null ? stateOf(change) : html`<b>${unbroken(effect.value)}</b>`
  } <span class="soft">since ${timeOf(change.onset.value, now)}</span></li>`
}

function certainty({ change, series, detector }: ChangeView, now: Millis): Html {
  const range = onsetRange(change, now)
  return html`${range !== null && html`Began ${unbroken(range)}${doubt(change)}. `}${sentenceCase(sureWord(change.evidence))}: ${sureMeaning(change, series.bucket)}.${raisedBy(detector)}`
}
