// All series in one table: state, last value with its bounds, and a sparkline each.
import type { Millis } from '../../core/clock.ts'
import { formatValue } from '../../core/format.ts'
import { sparkline } from '../../presentation/charts/sparkline.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { ago } from '../../presentation/times.ts'
import type { SeriesList, SeriesQuery, SeriesRow } from '../../queries/views.ts'
import { count, text } from '../request.ts'
import { page } from '../serve.ts'
import { plotDescription, statusReason } from './elements/headlines.ts'
import { drawInTurns } from './elements/in-turns.ts'
import { layout } from './elements/layout.ts'
import { rangeOf, seriesLink, tag } from './elements/parts.ts'
import type { WebPage } from './page.ts'

/** Rows on a page of the list, and on the overview. */
export const SERIES_A_PAGE = 100

export const seriesListPage: WebPage = {
  path: '/series',
  help: 'All series, or those whose name or labels contain `q`, a hundred at a time from `offset` on.',
  reply: async (request, { views, clock }) => {
    const query = {
      text: text(request, 'q', 200),
      offset: count(request, 'offset', 0, 1e9),
      limit: SERIES_A_PAGE,
    }
    return page(await seriesListMarkup(await views.seriesList(query), query, clock.now()))
  },
}

async function seriesListMarkup(list: SeriesList, query: SeriesQuery, now: Millis): Promise<string> {
  const { text: part, offset, limit } = query
  const shown = `${Math.min(offset + 1, list.total)} to ${Math.min(offset + list.rows.length, list.total)} of ${list.total}`
  return layout({
    title: 'Series',
    section: 'series',
    body: html`<h1>Series</h1>
<form class="find" method="get" action="/series" role="search"><label class="skip" for="q">Part of a name or label</label><input type="search" id="q" name="q" value="${part}" placeholder="Part of a name or label" maxlength="200" aria-label="Part of a name or label"><button type="submit">Find</button></form>
${
  list.rows.length === 0
    ? html`<p>${part === '' ? 'No series yet.' : html`No series contains ${foreign(part, 80)}.`}</p>`
    : await seriesTable(list.rows, now, `Series ${shown}`)
}
<p class="pager">${offset > 0 && html`<a rel="prev" href="${address(part, Math.max(0, offset - limit))}">Previous</a>`}${
      offset + list.rows.length < list.total &&
      html`<a rel="next" href="${address(part, offset + limit)}">Next</a>`
    }</p>`,
  })
}

function address(part: string, offset: number): string {
  return `/series?${new URLSearchParams({ ...(part === '' ? {} : { q: part }), offset: String(offset) })}`
}

export async function seriesTable(rows: readonly SeriesRow[], now: Millis, caption: string): Promise<Html> {
  if (rows.length === 0) return html`<p class="soft">None yet.</p>`
  return html`<table class="stack" role="table"><caption class="skip">${caption}</caption><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Series</th><th scope="col" role="columnheader">State</th><th scope="col" role="columnheader" class="number">Last value</th><th scope="col" role="columnheader">Bounds</th><th scope="col" role="columnheader">Course</th></tr></thead>
<tbody role="rowgroup">${await drawInTurns(rows, row => seriesRow(row, now))}</tbody></table>`
}

function seriesRow(row: SeriesRow, now: Millis): Html {
  const { series, status, last } = row
  const reason = statusReason(row)
  return html`<tr role="row"><th scope="row" role="rowheader" class="full">${seriesLink(series)}</th>
<td role="cell">${tag(status.name)}${reason !== null && html` <span class="soft small">${reason}</span>`}</td>
<td role="cell" class="number">${last === null || last.value === null ? html`<span class="soft">no value</span>` : html`<b>${formatValue(last.value, series.unit)}</b>`}</td>
<td role="cell" class="soft small">${last === null ? '' : boundsOf(row)}${last !== null && last.value === null && html`${ago(last.at, now)}`}</td>
<td role="cell">${sparkline(row.plot, plotDescription(row.plot, series, now))}</td></tr>`
}

function boundsOf({ last, series }: SeriesRow): Html | null {
  if (last === null || last.lower === null || last.upper === null) return null
  return rangeOf(formatValue(last.lower, series.unit), formatValue(last.upper, series.unit))
}
