// Alerts: every episode, and one episode with its history and the messages about it.
import { shownState } from '../../alerting/handling.ts'
import type { Millis } from '../../core/clock.ts'
import { doubt } from '../../presentation/change/sentences.ts'
import { foreign, type Html, html, outsideLink } from '../../presentation/html.ts'
import { suppressionWords } from '../../presentation/suppression.ts'
import { ago, timeOf } from '../../presentation/times.ts'
import type { AlertDetail, AlertList, AlertRow } from '../../queries/views.ts'
import { count, parameter } from '../request.ts'
import { formPage, page } from '../serve.ts'
import { carriedLine, causesSection } from './elements/causes.ts'
import { layout } from './elements/layout.ts'
import { mailTable } from './elements/mail-table.ts'
import { raisedBy, sentenceCase, seriesLink, sizeLine, tag } from './elements/parts.ts'
import type { WebPage } from './page.ts'
import { chartFigure } from './series.ts'

const ALERTS_A_PAGE = 200

export const alertsPage: WebPage = {
  path: '/alerts',
  help: 'Every alert, those that stand first.',
  reply: async (request, { views, clock }) => {
    const part = { offset: count(request, 'offset', 0, 1e9), limit: ALERTS_A_PAGE }
    return page(alertsMarkup(await views.alerts(part), part, clock.now()))
  },
}

export const alertPage: WebPage = {
  path: '/alerts/:id',
  help: 'One alert: why it fires, what was done about it, who was notified.',
  reply: async (request, context) => {
    const detail = await context.views.alert(parameter(request, 'id'))
    if (detail === null) return null
    const panel = context.panel(request, detail)
    const markup = alertMarkup(detail, context.clock.now(), panel)
    return panel === null ? page(markup) : formPage(markup)
  },
}

function alertsMarkup(list: AlertList, { offset, limit }: Part, now: Millis): string {
  const { rows, total } = list
  const open = rows.filter(({ episode }) => episode.state === 'firing' || episode.state === 'pending')
  const past = rows.slice(open.length)
  const shown = rows.length < total && `${offset + 1} to ${offset + rows.length} of ${total}`
  return layout({
    title: 'Alerts',
    section: 'alerts',
    body: html`<h1>${openWords(list)}</h1>
${shown && html`<p class="soft small">${shown}, those that stand first.</p>`}
${open.length > 0 && alertTable(open, now, 'Alerts that stand')}
${(past.length > 0 || total === open.length) && html`<section aria-labelledby="past"><h2 id="past">Earlier</h2>${past.length === 0 ? html`<p class="soft">None.</p>` : alertTable(past, now, 'Alerts that are over')}</section>`}
<p class="pager">${offset > 0 && html`<a rel="prev" href="/alerts?offset=${Math.max(0, offset - limit)}">Previous</a>`}${offset + limit < total && html`<a rel="next" href="/alerts?offset=${offset + limit}">Next</a>`}</p>`,
  })
}

interface Part {
  offset: number
  limit: number
}

function openWords({ firing, pending }: AlertList): string {
  const alerts = firing === 1 ? '1 alert is firing' : `${firing} alerts are firing`
  if (firing === 0 && pending === 0) return 'No alert is firing'
  return pending === 0 ? alerts : `${firing === 0 ? 'No alert is firing' : alerts}, ${pending} pending`
}

export function alertTable(alerts: readonly AlertRow[], now: Millis, caption: string): Html {
  return html`<table class="stack" role="table"><caption class="skip">${caption}</caption><thead role="rowgroup"><tr role="row">${['Alert', 'State', 'Rule', 'Since'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${alerts.map(alert => alertRow(alert, now))}</tbody></table>`
}

function alertRow({ episode, title, words, suppressed }: AlertRow, now: Millis): Html {
  const since = episode.resolvedAt ?? episode.firingSince ?? episode.pendingSince
  return html`<tr role="row"><th scope="row" role="rowheader"><a href="${alertAddress(episode.id)}">${foreign(title, 160)}</a> <span class="soft">${foreign(words, 160)}</span></th>
<td role="cell">${tag(shownState(episode))}${suppressed.length > 0 && html`<p class="small soft">${suppressedText(suppressed)}</p>`}</td>
<td role="cell" class="full">${foreign(episode.rule, 80)} <span class="soft">${episode.severity}</span></td>
<td role="cell" class="full soft">${timeOf(since, now)}, ${ago(since, now)}</td></tr>`
}

export function alertAddress(id: string): string {
  return `/alerts/${encodeURIComponent(id)}`
}

/** Who is not notified, why and until when; of many contacts the first few. */
function suppressedText(suppressed: AlertRow['suppressed']): Html {
  const shown = suppressed.slice(0, SUPPRESSED_SHOWN)
  const more = suppressed.length - shown.length
  return html`${shown.map((one, index) => html`${index > 0 && '; '}${foreign(one.contact, 60)}: ${suppressionWords(one)}`)}${more > 0 && `; and ${more} more`}`
}

const SUPPRESSED_SHOWN = 5

function alertMarkup(
  {
    episode,
    title,
    words,
    since,
    series,
    runbook,
    detector,
    causes,
    carried,
    plot,
    history,
    messages,
    suppressed,
  }: AlertDetail,
  now: Millis,
  panel: Html | null,
): string {
  return layout({
    title: `${title} ${words}`,
    section: 'alerts',
    body: html`<h1>${series === null ? foreign(title, 160) : seriesLink(series)} ${tag(shownState(episode))}</h1>
<p class="lead">${foreign(sentenceCase(words), 300)} since ${timeOf(since, now)}${episode.origin === 'change' && doubt(episode.change)}</p>
<p class="soft">Rule “${foreign(episode.rule, 120)}”, severity ${episode.severity}.${raisedBy(detector)}</p>
${series !== null && episode.origin === 'change' && html`<div class="${episode.severity}">${sizeLine({ change: episode.change, series })}</div>`}
${runbook !== null && html`<p>Runbook: ${outsideLink(runbook, foreign(runbook, 200))}</p>`}
${panel}
${plot !== null && series !== null && chartFigure(plot, series, now)}
${series !== null && carriedLine(carried, series)}
${causes !== null && causesSection(causes, since)}
<section aria-labelledby="history"><h2 id="history">History</h2>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row">${['When', 'Who', 'What'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${history.map(
      entry =>
        html`<tr role="row"><td role="cell" class="fixed">${timeOf(entry.at, now)}</td><td role="cell">${entry.who === null ? html`<span class="soft">slowburn</span>` : foreign(entry.who, 80)}</td><td role="cell" class="full">${tag(entry.what)} ${entry.detail !== null && foreign(entry.detail, 300)}</td></tr>`,
    )}</tbody></table></section>
<section aria-labelledby="sent"><h2 id="sent">Notifications</h2>${suppressed.length > 0 && html`<p class="soft">Not notified: ${suppressedText(suppressed)}.</p>`}${messages.length === 0 ? html`<p class="soft">None yet.</p>` : mailTable(messages, now, 'Messages about this alert')}</section>`,
  })
}
