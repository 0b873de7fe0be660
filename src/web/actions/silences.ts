// Silences: what is silenced and was, and a new one, which first shows what it would cover.

import type { Silence } from '../../alerting/muting/silence.ts'
import { formatMatcher, type Matcher } from '../../alerting/routing/matcher.ts'
import type { Millis } from '../../core/clock.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { ago, timeOf } from '../../presentation/times.ts'
import type { AlertRow } from '../../queries/views.ts'
import { alertTable } from '../pages/alerts.ts'
import { layout } from '../pages/elements/layout.ts'
import { tag } from '../pages/elements/parts.ts'
import type { Session } from '../security/sessions.ts'
import { csrfField, signedInLine } from './panel.ts'

export const SILENCES = '/silences'

/** A silence as somebody has typed it. */
export interface Draft {
  /** One matcher a line. */
  matchers: string
  for: string
  comment: string
}

export const EMPTY_DRAFT: Draft = { matchers: '', for: '2h', comment: '' }

export interface SilencesPage {
  /** Those that are not over, each with the alerts that it covers now. */
  current: ReadonlyArray<{ silence: Silence; covers: readonly AlertRow[] }>
  /** The latest that are over. */
  past: readonly Silence[]
  draft: Draft
  session: Session | null
  now: Millis
}

export function silencesPage({ current, past, draft, session, now }: SilencesPage): string {
  const count = current.length === 1 ? '1 silence' : `${current.length} silences`
  return layout({
    title: 'Silences',
    section: 'silences',
    body: html`<h1>${current.length === 0 ? 'Nothing is silenced' : count}</h1>
<p class="lead">Nobody is notified of an alert that a silence covers. Detection goes on, and the alert stays on the pages.</p>
${
  current.length > 0 &&
  silenceTable(
    'Silences that are not over',
    current.map(({ silence, covers }) => ({ silence, covers: coverWords(covers.length) })),
    session,
    now,
  )
}
<section class="panel" aria-labelledby="new"><h2 id="new">New silence</h2>${draftForm(draft)}
${session === null ? html`<p><a href="/sign-in?next=${encodeURIComponent(SILENCES)}">Sign in to act</a> <span class="soft">to make a silence, or to end one</span></p>` : signedInLine(session, SILENCES)}</section>
<section aria-labelledby="past"><h2 id="past">Earlier</h2>${
      past.length === 0
        ? html`<p class="soft">None.</p>`
        : silenceTable(
            'Silences that are over',
            past.map(silence => ({ silence, covers: null })),
            null,
            now,
          )
    }</section>`,
  })
}

interface Row {
  silence: Silence
  /** What it covers now; null where it is over. */
  covers: string | null
}

function silenceTable(caption: string, rows: readonly Row[], session: Session | null, now: Millis): Html {
  return html`<table class="stack" role="table"><caption class="skip">${caption}</caption><thead role="rowgroup"><tr role="row">${['What', 'When', 'By', 'Why'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}${session !== null && html`<th scope="col" role="columnheader"><span class="skip">End it</span></th>`}</tr></thead>
<tbody role="rowgroup">${rows.map(row => silenceRow(row, session, now))}</tbody></table>`
}

function silenceRow({ silence, covers }: Row, session: Session | null, now: Millis): Html {
  const { id, matchers, startsAt, endsAt, createdBy, createdAt, comment } = silence
  const ahead = startsAt > now
  return html`<tr role="row"><th scope="row" role="rowheader" class="full">${matchersOf(matchers)}${covers !== null && html`<p class="soft small">${ahead ? tag('pending', 'not yet') : covers}</p>`}</th>
<td role="cell" class="full">${ahead && html`from ${timeOf(startsAt, now)} `}until ${timeOf(endsAt, now)}<span class="soft">, ${ago(endsAt, now)}</span></td>
<td role="cell" class="full">${foreign(createdBy, 80)}<span class="soft">, ${ago(createdAt, now)}</span></td>
<td role="cell" class="full">${foreign(comment, 200)}</td>
${session !== null && html`<td role="cell"><form method="post" action="${SILENCES}/${encodeURIComponent(id)}/expire">${csrfField(session)}<button type="submit" aria-label="End the silence of ${matchers.map(formatMatcher).join(' ')}">End</button></form></td>`}</tr>`
}

function matchersOf(matchers: readonly Matcher[]): Html[] {
  return matchers.map(matcher => html`<code class="matcher">${foreign(formatMatcher(matcher), 200)}</code> `)
}

function coverWords(count: number): string {
  return count === 0
    ? 'covers no alert now'
    : count === 1
      ? 'covers 1 alert now'
      : `covers ${count} alerts now`
}

function draftForm(draft: Draft): Html {
  return html`<form method="get" action="${SILENCES}/new">
<p><label for="matchers">What: one matcher a line, all must match</label><textarea id="matchers" name="matchers" rows="3" maxlength="4000" spellcheck="false" autocapitalize="off" placeholder="task_type=build" aria-describedby="matchers-help" required>${draft.matchers}</textarea></p>
<p class="soft small" id="matchers-help">Matchers see the labels of the series, and <code>rule</code>, <code>indicator</code> and <code>severity</code>. Written as for Alertmanager: <code>task_type="build"</code>, <code>rule=~"slow.*"</code>, <code>model!=""</code>.</p>
<div class="fields"><p><label for="for">For</label><input type="text" class="short" id="for" name="for" value="${draft.for}" maxlength="20" required></p>
<p class="wide"><label for="comment">Why</label><input type="text" id="comment" name="comment" value="${draft.comment}" maxlength="500" autocomplete="off" required></p></div>
<p><button type="submit">See what it covers</button></p>
</form>`
}

export interface PreviewPage {
  draft: Draft
  /** What is wrong with the draft; else what it means. */
  checked: { fault: string } | Checked
  session: Session | null
  now: Millis
}

interface Checked {
  matchers: readonly Matcher[]
  endsAt: Millis
  covers: readonly AlertRow[]
  /** It leaves nothing that could fire now. */
  everything: boolean
}

/** The step between a draft and a silence. It can be linked to, and changes nothing. */
export function previewPage({ draft, checked, session, now }: PreviewPage): string {
  const body =
    'fault' in checked
      ? html`<h1>This silence cannot be made</h1>
<p class="alarm" role="alert">${foreign(checked.fault, 600)}</p>
<section class="panel">${draftForm(draft)}</section>`
      : html`<h1>${question(checked)}</h1>
<p class="lead">${matchersOf(checked.matchers)}<br>until ${timeOf(checked.endsAt, now)}, ${ago(checked.endsAt, now)}</p>
${checked.covers.length === 0 ? html`<p>No alert that stands now is covered. Check the spelling, unless the silence is for what is still to come.</p>` : alertTable(checked.covers, now, 'Alerts that it would cover now')}
${session === null ? signInFirst(draft) : confirmForm(draft, session, checked.everything)}
<details><summary>Change it</summary><section class="panel">${draftForm(draft)}</section></details>
${session !== null && signedInLine(session, addressOf(draft))}`
  return layout({ title: 'A new silence', section: 'silences', body })
}

function question({ everything, covers }: Checked): string {
  if (everything) return 'Silence everything that can fire now?'
  return `Silence ${covers.length === 1 ? '1 alert' : `${covers.length} alerts`}, and what else will match?`
}

function confirmForm(draft: Draft, session: Session, everything: boolean): Html {
  return html`<form class="panel" method="post" action="${SILENCES}">${csrfField(session)}
${Object.entries(draft).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${everything && html`<input type="hidden" name="everything" value="yes">`}
<div class="buttons"><button type="submit" class="main">Silence ${everything ? 'everything ' : ''}for ${draft.for}</button> <a href="${SILENCES}">Leave it</a></div>
</form>`
}

function signInFirst(draft: Draft): Html {
  return html`<p><a class="button" href="/sign-in?next=${encodeURIComponent(addressOf(draft))}">Sign in to act</a> <span class="soft">to make this silence</span></p>`
}

/** Of the page that shows what a draft covers. */
function addressOf(draft: Draft): string {
  return `${SILENCES}/new?${new URLSearchParams({ ...draft })}`
}
