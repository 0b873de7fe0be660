// The page on which a person acts: what it is about, what the act means, and the code to type.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { formatSpan } from '../../core/format.ts'
import type { AlertAction, SignedAction } from '../../operations/signed-link.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import type { AlertDetail } from '../../queries/views.ts'
import { alertAddress } from '../pages/alerts.ts'
import { layout } from '../pages/elements/layout.ts'
import { sizeLine, tag } from '../pages/elements/parts.ts'
import type { Challenge } from '../security/confirmation-code.ts'

/** How long an alert may be snoozed from the page. */
export const SNOOZE_LENGTHS: readonly Millis[] = [HOUR, 4 * HOUR, 12 * HOUR, 48 * HOUR]

const ACTION_WORDS: Readonly<Record<AlertAction, { title: string; meaning: string; button: string }>> = {
  acknowledge: {
    title: 'Acknowledge this alert?',
    meaning: 'You say that you are on it. Reminders stop; the alert stands until it is over.',
    button: 'Acknowledge',
  },
  snooze: {
    title: 'Snooze this alert?',
    meaning: 'No reminders until the time is up, or until it gets worse.',
    button: 'Snooze',
  },
  accept: {
    title: 'Say that this is not drift?',
    meaning: 'The present level becomes the new normal, and the alert ends. This can be undone.',
    button: 'Accept the new level',
  },
}

export interface ActPage {
  asked: SignedAction
  token: string
  alert: AlertDetail
  challenge: Challenge
  /** What went wrong with the attempt before; null at first. */
  complaint: string | null
}

export function actPage({ asked, token, alert, challenge, complaint }: ActPage): string {
  const { title, meaning, button } = ACTION_WORDS[asked.action]
  const { episode, title: name, words, series } = alert
  return layout({
    title,
    section: 'alerts',
    body: html`<h1>${title}</h1>
${complaint !== null && html`<p class="alarm" role="alert">${complaint}</p>`}
<p class="lead"><a href="${alertAddress(episode.id)}">${foreign(name, 160)}</a>: ${foreign(words, 300)} ${tag(episode.state)}</p>
${series !== null && episode.origin === 'change' && sizeLine({ change: episode.change, series })}
<p>${meaning}</p>
<form class="act" method="post" action="/act/${token}" autocomplete="off">
<input type="hidden" name="challenge" value="${challenge.field}">
${asked.action === 'snooze' && snoozeChoice()}
<p><label for="code">To confirm, type <b class="code">${spaced(challenge.code)}</b></label></p>
<p><input type="text" id="code" name="code" inputmode="numeric" maxlength="20" autocomplete="off" required></p>
<p><button type="submit">${button}</button></p>
</form>
<p class="soft small">It will be attributed to ${foreign(asked.recipient, 120)}, to whom the link was sent.</p>`,
  })
}

function snoozeChoice(): Html {
  return html`<p><label for="length">For</label> <select id="length" name="length">${SNOOZE_LENGTHS.map(
    length => html`<option value="${length / HOUR}">${formatSpan(length)}</option>`,
  )}</select></p>`
}

/** In groups of three, as people read numbers out. */
function spaced(code: string): string {
  return code.replace(/(\d{3})(?=\d)/g, '$1 ')
}
