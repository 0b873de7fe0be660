// One incident: its root, what stands because of it, and every step by which it came to be seen like that.
import { foreign, type Html, html } from '../../../presentation/html.ts'
import { type Step, stepWords } from '../../../presentation/incident-words.ts'
import { timeOf } from '../../../presentation/times.ts'
import type { IncidentEntry, IncidentView } from '../../../queries/views.ts'
import { parameter } from '../../request.ts'
import { formPage, page } from '../../serve.ts'
import { carriedLine, causesSection } from '../elements/causes.ts'
import { layout } from '../elements/layout.ts'
import { changeItem } from '../elements/parts.ts'
import type { WebPage } from '../page.ts'
import { incidentAddress } from './item.ts'

export const incidentPage: WebPage = {
  path: '/incidents/:id',
  help: 'One incident: its root, what changed with it, and how it came to be seen like that.',
  reply: async (request, { views, clock, incidentPanel }) => {
    const found = await views.incident(parameter(request, 'id'))
    if (found === null) return null
    const panel = incidentPanel(request, found)
    const markup = incidentMarkup(found, clock.now(), panel)
    return panel === null ? page(markup) : formPage(markup)
  },
}

function incidentMarkup(incident: IncidentView, now: number, panel: Html | null): string {
  const { root, symptoms, closedAt, mergedInto, explanation, events } = incident
  const count = symptoms.length + 1
  return layout({
    title: 'Incident',
    section: 'overview',
    body: html`<h1>${count === 1 ? 'One change' : `${count} changes, one cause`}</h1>
<p class="lead">${closedAt === null ? 'It stands' : html`Over since ${timeOf(closedAt, now)}`}.${
      mergedInto !== null &&
      html` It is part of <a href="${incidentAddress(mergedInto)}">another incident</a>.`
    }${explanation !== null && html` What all of it shares: ${foreign(explanation, 120)}.`}</p>
${panel}
<section aria-labelledby="root"><h2 id="root">Root</h2><ul class="changes">${changeItem(root, now)}</ul>${carriedLine(root.carried, root.series)}</section>
${causesSection(root.causes, root.change.onset.value)}
${
  symptoms.length > 0 &&
  html`<section aria-labelledby="with"><h2 id="with">Changed with it <span class="count">${symptoms.length}</span></h2><ul class="changes">${symptoms.map(one => changeItem(one, now))}</ul></section>`
}
<section aria-labelledby="record"><h2 id="record">How it came about</h2>
<ul>${events.map(event => html`<li>${timeOf(event.at, now)} ${entryLine(event)}</li>`)}</ul></section>`,
  })
}

function entryLine({ what, series }: IncidentEntry) {
  return html`${stepWords(what satisfies Step)} ${series.map((name, index) => html`${index > 0 && ', '}${foreign(name, 120)}`)}`
}
