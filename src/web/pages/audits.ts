// Audits: would slowburn notice, and could what was released be rolled back? The last verdict with its findings, the readiness of each rollback, how
// soon a change of each series would be reported, and the verdicts before.
import type { Millis } from '../../core/clock.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { ago, timeOf } from '../../presentation/times.ts'
import type { AuditsView } from '../../queries/audits.ts'
import type { Readiness } from '../../rollouts/readiness.ts'
import { page } from '../serve.ts'
import { layout } from './elements/layout.ts'
import type { WebPage } from './page.ts'

const AUDITS_SHOWN = 30
const CARDS_SHOWN = 500

export const auditsPage: WebPage = {
  path: '/audits',
  help: 'Whether slowburn would notice: the last audit with its findings, whether each rollback is ready, how soon a change of each series would be reported, the audits before.',
  reply: async (_, { views, clock }) =>
    page(auditsMarkup(await views.audits(AUDITS_SHOWN, CARDS_SHOWN), clock.now())),
}

const HEADS: Readonly<Record<AuditsView['audits'][number]['verdict'], string>> = {
  pass: 'The last audit passed: planted faults were noticed',
  fail: 'The last audit failed: something would go unnoticed',
  insufficient: 'The last audit could not say: too little is known',
  broken: 'The last audit could not be carried out',
}

function auditsMarkup({ audits, cards, total, rollouts }: AuditsView, now: Millis): string {
  const [last] = audits
  const head = last === undefined ? 'No audit yet' : HEADS[last.verdict]
  return layout({
    title: 'Audits',
    section: 'audits',
    body: html`<h1>${head}</h1>
${last === undefined ? html`<p class="lead">The first one is made an hour after slowburn was first started, and then as often as <code>audit.every</code> says.</p>` : lastAudit(last, now)}
${rollouts.length > 0 && rolloutsSection(rollouts, now)}
${cards.length > 0 && cardsSection(cards, total)}
${audits.length > 1 && earlier(audits.slice(1), now)}`,
  })
}

function lastAudit(
  { endedAt, series, plants, findings, held }: AuditsView['audits'][number],
  now: Millis,
): Html {
  const planted = plants.reduce((sum, one) => sum + one.planted, 0)
  const heldWords =
    held.of > 0 &&
    html` Of ${held.of} later plants ${held.inside} took as long as the cards before had said (95 % by design).`
  return html`<p class="lead">${timeOf(endedAt, now)}, ${ago(endedAt, now)}: ${planted} faults planted in shadow copies of ${series} series.${heldWords}</p>
${findings.length > 0 && html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2><ul>${findings.map(({ words, fails }) => html`<li>${!fails && html`<span class="soft">Notice: </span>`}${foreign(words, 600)}</li>`)}</ul></section>`}
${planted > 0 && html`<section aria-labelledby="plants"><h2 id="plants">What was planted</h2><table role="table"><caption class="skip">Faults that were planted</caption><thead role="rowgroup"><tr role="row">${['Fault', 'Planted', 'Reported'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead><tbody role="rowgroup">${plants.map(({ plant, planted: count, reported }) => html`<tr role="row"><th scope="row" role="rowheader">${foreign(plant, 60)}</th><td role="cell">${count}</td><td role="cell">${reported}</td></tr>`)}</tbody></table></section>`}`
}

const READY: Readonly<Record<Readiness['verdict'], string>> = {
  ready: 'ready',
  'not ready': 'not ready',
  insufficient: 'not known to be ready',
  broken: 'not ready: its rehearsal broke off',
}
const MARKS = { true: 'Yes', false: html`<b>No</b>`, null: 'Not known' } as const

function rolloutsSection(rollouts: AuditsView['rollouts'], now: Millis): Html {
  return html`<section aria-labelledby="rollbacks"><h2 id="rollbacks">Could it be rolled back?</h2>${rollouts.map(one => rollback(one, now))}</section>`
}

function rollback({ rollout, verdict, pair, reasons, conditions }: Readiness, now: Millis): Html {
  const back = pair !== null && html`, back from ${foreign(pair.from, 80)} to ${foreign(pair.to, 80)}`
  const rows = conditions.map(
    ({ name, holds, words, at }) =>
      html`<dt>${MARKS[`${holds}`]}, ${name.replace('_', ' ')}</dt><dd>${foreign(words, 400)}${at !== null && html` <span class="soft">(${ago(at, now)})</span>`}</dd>`,
  )
  // What is a condition has a line of its own.
  const others = reasons.filter(reason => !conditions.some(({ name }) => reason.startsWith(`${name}: `)))
  return html`<h3>${foreign(rollout, 80)}: ${READY[verdict]}${back}</h3>${others.map(reason => html`<p>${foreign(reason, 300)}</p>`)}<dl>${rows}</dl>`
}

function cardsSection(cards: AuditsView['cards'], total: number): Html {
  const shown = cards.length < total && html`<p class="soft small">The first ${cards.length} of ${total}.</p>`
  return html`<section aria-labelledby="cards"><h2 id="cards">How soon a change would be reported</h2>${shown}<ul>${cards.map(({ id, title, words }) => html`<li><a href="/series/${id}">${foreign(title, 160)}</a>: ${foreign(words, 600)}.</li>`)}</ul></section>`
}

function earlier(audits: AuditsView['audits'], now: Millis): Html {
  return html`<section aria-labelledby="earlier"><h2 id="earlier">Earlier</h2><ul>${audits.map(({ verdict, endedAt, findings }) => html`<li>${timeOf(endedAt, now)}: ${verdict}${findings.length > 0 && `, ${findings.length === 1 ? '1 finding' : `${findings.length} findings`}`}</li>`)}</ul></section>`
}
