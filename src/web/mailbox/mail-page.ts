// The mailbox or the outbox, and one message: as it was rendered and as plain text, without what only its recipient may use.
import type { Millis } from '../../core/clock.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { timeOf } from '../../presentation/times.ts'
import type { Mailbox, MailMessage } from '../../queries/views.ts'
import { layout } from '../pages/elements/layout.ts'
import { attemptsOf, mailAddress, mailTable, subjectOf } from '../pages/elements/mail-table.ts'
import { tag } from '../pages/elements/parts.ts'
import type { Letter } from './rendered-message.ts'

/** `limit` is how many were asked for: as many as that may not be all. */
export function mailPage({ ways, messages }: Mailbox, limit: number, now: Millis): string {
  const title = ways.length > 0 && ways.every(({ to }) => to === 'folder') ? 'Mailbox' : 'Outbox'
  return layout({
    title,
    section: 'mail',
    body: html`<h1>${title}</h1><p class="soft">${wayWords(ways)} <a href="/preview">What the messages look like</a></p>
${messages.length === 0 ? html`<p>No message yet.</p>` : mailTable(messages, now, 'Messages, newest first')}
${messages.length >= limit && html`<p class="soft small">Only the latest ${limit} messages are listed.</p>`}`,
  })
}

/** A sentence for each place, beginning with the kind of message it is about. */
function wayWords(ways: Mailbox['ways']): Html[] {
  if (ways.length === 0) return [html`No contact is configured: nobody is notified.`]
  const own = ways.flatMap(way => {
    if (way.to === 'contacts') return []
    const place = html`<code>${foreign(way.at, 300)}</code>`
    return way.to === 'folder'
      ? [html`No mail server is configured: messages by ${way.channel} are kept in ${place}. `]
      : [html`Messages by ${way.channel} go to ${place}. `]
  })
  const others = ways.flatMap(({ channel, to }) => (to === 'contacts' ? [channel] : []))
  if (others.length === 0) return own
  return [...own, html`Messages by ${others.join(', ')} go to the addresses of the contacts.`]
}

export function messagePage(message: MailMessage, letter: Letter, now: Millis): string {
  const address = mailAddress(message.id)
  return layout({
    title: subjectOf(message.subject),
    section: 'mail',
    body: html`<h1>${foreign(subjectOf(message.subject), 300)}</h1>
<p class="soft">To ${foreign(message.to, 200)}, ${timeOf(message.at, now)} ${tag(message.state)}${attemptsOf(message)}</p>
<p>${letter.html !== null && html`<a href="${address}/html">Open alone</a> · `}<a href="${address}/text">Plain text</a>${message.alertId !== null && html` · <a href="/alerts/${encodeURIComponent(message.alertId)}">The alert</a>`}</p>
${
  letter.html === null
    ? html`<pre>${letter.text ?? 'The message has no text.'}</pre>`
    : html`<iframe class="letter" src="${address}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The message as it was rendered"></iframe>
<p class="soft small">Links that act for the recipient work only in the message itself, which an administrator can <a href="${address}/raw" download>download</a>.</p>
<details><summary>As plain text</summary><pre>${letter.text ?? 'The message has no plain text.'}</pre></details>`
}`,
  })
}
