// Messages as a table: what became of each, for the mailbox and for the page of an alert.
import type { Millis } from '../../../core/clock.ts'
import { foreign, type Html, html } from '../../../presentation/html.ts'
import { timeOf } from '../../../presentation/times.ts'
import type { MailRow } from '../../../queries/views.ts'
import { tag } from './parts.ts'

export function mailTable(messages: readonly MailRow[], now: Millis, caption: string): Html {
  return html`<table class="stack" role="table"><caption class="skip">${caption}</caption><thead role="rowgroup"><tr role="row">${['Subject', 'State', 'To', 'Time'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${messages.map(
    message => html`<tr role="row"><th scope="row" role="rowheader"><a href="${mailAddress(message.id)}">${foreign(subjectOf(message.subject), 120)}</a></th>
<td role="cell">${tag(message.state)}</td>
<td role="cell" class="full">${foreign(message.to, 100)}</td>
<td role="cell" class="full soft">${timeOf(message.at, now)}${attemptsOf(message)}</td></tr>`,
  )}</tbody></table>`
}

export function attemptsOf({ attempts, lastError }: MailRow): Html | null {
  if (attempts <= 1 && lastError === null) return null
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  return html`<p class="small">${tries}${lastError !== null && html`, last: ${foreign(lastError, 200)}`}</p>`
}

export function subjectOf(subject: string): string {
  return subject.trim() === '' ? '(no subject)' : subject
}

export function mailAddress(id: string): string {
  return `/mail/${encodeURIComponent(id)}`
}
