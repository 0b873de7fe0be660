// The first screen: one sentence, then what changed, then everything else.
import { formatDuration } from '../../core/duration.ts'
import type { Assessment } from '../../presentation/change/assessment.ts'
import { disabledGaps } from '../../presentation/disabled-detectors.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { ago, timeOf } from '../../presentation/times.ts'
import { assessmentOfIncident } from '../../queries/incidents.ts'
import type { IncidentView, Overview, SeriesList, SourceView } from '../../queries/views.ts'
import { page } from '../serve.ts'
import { alertTable } from './alerts.ts'
import { headline } from './elements/headlines.ts'
import { drawInTurns } from './elements/in-turns.ts'
import { layout } from './elements/layout.ts'
import { changeItem, sentence, tag } from './elements/parts.ts'
import { incidentItem } from './incidents/item.ts'
import type { WebPage } from './page.ts'
import { SERIES_A_PAGE, seriesTable } from './series-list.ts'

/** Incidents shown in full; a storm beyond it is counted and linked. */
const CHANGES_SHOWN = 60

export const overviewPage: WebPage = {
  path: '/',
  help: 'The verdict, what changed, every series, and the sources.',
  reply: async (_request, { views }) => {
    const list = await views.seriesList({ text: '', offset: 0, limit: SERIES_A_PAGE })
    return page(await overviewMarkup(await views.overview(), list))
  },
}

async function overviewMarkup(overview: Overview, series: SeriesList): Promise<string> {
  const { now, demo, incidents, cleared } = overview
  const of = (assessment: Assessment): IncidentView[] =>
    incidents.filter(incident => assessmentOfIncident(incident) === assessment)
  return layout({
    title: headline(overview),
    section: 'overview',
    body: [
      html`<h1>${headline(overview)}</h1>`,
      asOf(overview),
      demo && html`<p class="asof">${tag('demo')} ${foreign(demo.note, 400)}</p>`,
      alarms(overview),
      await incidentSection('Getting worse', of('worse'), now),
      receivedSection(overview.received, now),
      await incidentSection('Changed, neither good nor bad', of('neutral'), now),
      await incidentSection('Getting better', of('better'), now),
      html`<details class="fold"${incidents.length === 0 && html` open`}><summary><h2>Series <span class="count">${countWords(overview)}</span></h2></summary>
${await seriesTable(series.rows, now, 'All series that are measured')}
${series.total > series.rows.length && html`<p><a href="/series">All ${series.total} series</a></p>`}</details>`,
      cleared.length > 0 &&
        html`<details class="fold"><summary><h2>Recently cleared <span class="count">${cleared.length}</span></h2></summary>
<ul class="changes">${await drawInTurns(cleared.slice(0, CHANGES_SHOWN), change => changeItem(change, now))}</ul></details>`,
      sourcesSection(overview.sources, now),
    ],
  })
}

function asOf({ service, now, lastTickAt, sources }: Overview): Html {
  const up = sources.filter(source => source.up).length
  return html`<p class="asof">${foreign(service.name, 60)}, ${timeOf(now, now)}. ${
    lastTickAt === null ? 'Not evaluated yet' : `Last evaluated ${ago(lastTickAt, now)}`
  }. ${sources.length === 0 ? 'No sources' : `${up} of ${sources.length} sources read`}.</p>`
}

/** What makes the rest of the page less trustworthy, said before the rest of the page. */
function alarms(overview: Overview): Html | null {
  const { sources, disabledDetectors, setAside, mail, tickFault } = overview
  const faults = sources.reduce((sum, { problems }) => sum + problems.length, 0)
  const lines = [
    ...(tickFault === null
      ? []
      : [html`<b>The last tick failed</b> at ${tickFault.stage}: ${foreign(tickFault.message, 400)}`]),
    ...sources
      .filter(({ up }) => !up)
      .map(
        ({ name, error }) =>
          html`<b>Source ${foreign(name, 60)} cannot be read</b>: ${sentence(error ?? 'no reason given', 200)} Its series say nothing new.`,
      ),
    ...failingParts(overview),
    ...disabledGaps(disabledDetectors).map(gap => html`<b>Coverage gap</b>: ${gap}.`),
    ...sources.flatMap(historyWords),
    ...setAside.first.map(({ table, id, fault, outcome, without }) =>
      table === 'database'
        ? html`<b>The database was damaged</b> (${foreign(id, 120)}): ${sentence(fault, 200)} ${foreign(without, 300)}`
        : html`<b>A row of the store could not be used</b> and is ${outcome}: ${foreign(table, 60)} ${foreign(id, 60)}, ${sentence(fault, 200)} ${foreign(without, 300)}`,
    ),
    ...(setAside.rows > setAside.first.length
      ? [
          html`${plural(setAside.rows - setAside.first.length, 'more row')} of the store could not be used: <code>slowburn set-aside</code>.`,
        ]
      : []),
    ...(mail.dead === 0
      ? []
      : [html`<b>${plural(mail.dead, 'message')} could not be delivered.</b> <a href="/mail">Mail</a>`]),
    ...(faults === 0
      ? []
      : [
          html`${plural(faults, 'fault')} in what the sources hold: <a href="#sources">what, and what to do</a>.`,
        ]),
  ]
  return lines.length === 0 ? null : html`<ul class="alarm">${lines.map(line => html`<li>${line}</li>`)}</ul>`
}

/** Nothing where all of its history has been judged. */
function historyWords({ name, progress, halfRead }: SourceView): Html[] {
  const source = foreign(name, 60)
  if (progress !== null)
    return [html`Source ${source} is still reading its history: ${Math.floor(progress * 100)} %.`]
  return halfRead ? [html`All of the history of source ${source} has been read, and is being judged.`] : []
}

function failingParts({
  interrupted,
  notifierFaults,
  indicatorFaults,
  metricFaults,
  pageFaults,
  failings,
  strayFaults,
  calendarFaults,
}: Pick<
  Overview,
  | 'interrupted'
  | 'notifierFaults'
  | 'indicatorFaults'
  | 'metricFaults'
  | 'pageFaults'
  | 'failings'
  | 'strayFaults'
  | 'calendarFaults'
>): Html[] {
  return [
    // A source that is not asked is down, with the same reason.
    ...interrupted
      .filter(({ kind }) => kind !== 'source')
      .map(
        ({ kind, name, why }) =>
          html`<b>The ${kind} ${foreign(name, 60)} is not asked</b>: ${sentence(why, 400)}`,
      ),
    ...notifierFaults.map(
      ({ name, message }) =>
        html`<b>Notifier ${foreign(name, 60)} cannot be used as it should</b>: ${sentence(message, 300)} <a href="/mail">Mail</a>`,
    ),
    ...indicatorFaults.map(
      ({ name, message }) =>
        html`<b>Indicator ${foreign(name, 60)} fails</b>: ${sentence(message, 200)} Its series say nothing new.`,
    ),
    ...metricFaults.map(
      ({ name, message }) =>
        html`<b>Metric ${foreign(name, 60)} fails</b>: ${sentence(message, 200)} It is missing in <code>/metrics</code>.`,
    ),
    ...pageFaults.map(
      ({ name, message }) =>
        html`<b>Page ${foreign(name, 60)} failed</b> when it was last asked for: ${sentence(message, 200)}`,
    ),
    ...failings.map(
      ({ kind, name, message }) =>
        html`<b>The ${kind} ${foreign(name, 60)} fails</b>: ${sentence(message, 300)} What it failed on is lost.`,
    ),
    ...strayFaults.map(
      ({ kind, name, message }) =>
        html`<b>The ${kind} ${foreign(name, 60)} has a fault</b>: it ${sentence(message, 200)} It goes on.`,
    ),
    ...calendarFaults.map(
      ({ name, message }) =>
        html`<b>The calendar of rota ${foreign(name, 60)} cannot be read</b>: ${sentence(message, 200)} Who is on duty is as it was last read; where it never was, whom <code>otherwise</code> names.`,
    ),
  ]
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

async function incidentSection(
  title: string,
  incidents: readonly IncidentView[],
  now: number,
): Promise<Html | null> {
  if (incidents.length === 0) return null
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-')
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title} <span class="count">${incidents.length}</span></h2>
<ul class="changes">${await drawInTurns(incidents.slice(0, CHANGES_SHOWN), incident => incidentItem(incident, now))}</ul>
${incidents.length > CHANGES_SHOWN && html`<p>${incidents.length - CHANGES_SHOWN} more: <a href="/series">all series</a>, <a href="/api/v1/incidents">as JSON</a>.</p>`}</section>`
}

/** What other systems report stands beside what we have seen ourselves, and hides none of it. */
function receivedSection({ firing, pages, first }: Overview['received'], now: number): Html | null {
  if (firing === 0) return null
  return html`<section aria-labelledby="received"><h2 id="received">Alerts received <span class="count">${firing}, ${pages} of severity page</span></h2>
${alertTable(first, now, 'Alerts of other systems that fire')}
${firing > first.length && html`<p>${firing - first.length} more: <a href="/alerts">all alerts</a>.</p>`}</section>`
}

function countWords({ counts }: Overview): string {
  return (['page', 'watch', 'warming', 'quiet'] as const)
    .filter(name => counts[name] > 0)
    .map(name => `${counts[name]} ${name}`)
    .join(', ')
}

function sourcesSection(sources: readonly SourceView[], now: number): Html {
  return html`<section id="sources" aria-labelledby="sources-heading"><h2 id="sources-heading">Sources</h2>
${
  sources.length === 0
    ? html`<p>No source is configured.</p>`
    : html`<table class="stack" role="table"><thead role="rowgroup"><tr role="row">${['Source', 'State', 'Complete up to', 'Last read'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${sources.map(source => sourceRow(source, now))}</tbody></table>`
}</section>`
}

function sourceRow(source: SourceView, now: number): Html {
  const { name, up, error, completeUpTo, lastSuccessAt, progress, problems } = source
  return html`<tr role="row"><th scope="row" role="rowheader">${foreign(name, 80)}</th>
<td role="cell">${tag(up ? 'up' : 'down', up ? (progress === null ? 'read' : `backfill ${Math.floor(progress * 100)} %`) : 'not read')}</td>
<td role="cell" class="full">${
    completeUpTo === null
      ? html`<span class="soft">not known yet</span>`
      : html`${timeOf(completeUpTo, now)} <span class="soft">(${formatDuration(Math.max(0, now - completeUpTo))} behind)</span>`
  }</td>
<td role="cell" class="full soft">${lastSuccessAt === null ? 'never read' : `read ${ago(lastSuccessAt, now)}`}</td></tr>
${
  (error !== null || problems.length > 0) &&
  html`<tr role="row"><td role="cell" colspan="4" class="full">${error !== null && html`<p>${foreign(error, 400)}</p>`}${problems.map(
    ({ where, message, remedy, refused }) =>
      html`<p><code>${foreign(where, 120)}</code> ${foreign(message, 300)}${refused > 0 && html` <span class="soft">${plural(refused, 'row')} refused.</span>`}${remedy !== undefined && html` <b>${foreign(remedy, 300)}</b>`}</p>`,
  )}</td></tr>`
}`
}
