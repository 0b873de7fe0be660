// The buttons of an alert: what may be done about it as it stands, or the way to sign in.
import { awakening, hasLevel } from '../../alerting/handling.ts'
import { formatMatcher } from '../../alerting/routing/matcher.ts'
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, WEEK } from '../../core/duration.ts'
import { maskAddresses } from '../../presentation/clean.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { ago, timeOf } from '../../presentation/times.ts'
import type { AlertDetail } from '../../queries/views.ts'
import { alertAddress } from '../pages/alerts.ts'
import type { Session } from '../security/sessions.ts'

/** How long an alert may be snoozed from its page. */
export const SNOOZE_CHOICES: ReadonlyArray<readonly [Millis, string]> = [
  [HOUR, '1 hour'],
  [4 * HOUR, '4 hours'],
  [12 * HOUR, '12 hours'],
  [2 * DAY, '2 days'],
  [WEEK, '1 week'],
]

export function alertPanel(alert: AlertDetail, session: Session | null, now: Millis): Html | null {
  const { episode, acceptance } = alert
  const address = alertAddress(episode.id)
  const open = episode.state === 'firing' || episode.state === 'pending'
  const undoable = acceptance?.holds === true
  if (!open && !undoable) return null
  if (episode.state === 'pending' && !hasLevel(episode)) return null
  const said = statusLine(alert, now)
  return html`<section class="panel" aria-labelledby="act"><h2 id="act">Act</h2>
${said}
${session === null ? signInLink(alert, undoable) : undoable ? undoForm(address, session) : actionForm(alert, session)}
${open && html`<p class="small"><a href="${silenceAddress(alert)}">Silence alerts like this one</a></p>`}
${session !== null && signedInLine(session, address)}</section>`
}

/** A draft that covers this alert: its rule and the labels of its series. */
function silenceAddress({ episode, series }: AlertDetail): string {
  const own = episode.origin === 'received' ? episode.labels : series?.labels
  const labels = { ...own, rule: episode.rule }
  const matchers = Object.entries(labels).map(([name, value]) => formatMatcher({ name, op: '=', value }))
  return `/silences?${new URLSearchParams({ matchers: matchers.join('\n') })}#new`
}

function statusLine({ episode, acceptance }: AlertDetail, now: Millis): Html | null {
  if (acceptance?.holds === true) {
    return html`<p>${foreign(maskAddresses(acceptance.by), 80)} accepted the level as normal ${ago(acceptance.at, now)}${noteOf(acceptance.note)}.</p>`
  }
  const { handling } = episode
  if (handling === undefined || awakening(episode, now) !== null) return null
  const until = handling.until === null ? null : html` until ${timeOf(handling.until, now)}`
  return html`<p>${foreign(maskAddresses(handling.by), 80)} has ${handling.state} it ${ago(handling.at, now)}${until}${noteOf(handling.note)}.</p>`
}

function noteOf(note: string): Html | null {
  return note === '' ? null : html`: “${foreign(note, 300)}”`
}

/** Where reading is all that one may do, the buttons say what is missing. */
function signInLink({ episode }: AlertDetail, undoable: boolean): Html {
  const actions = hasLevel(episode)
    ? 'to acknowledge it, to snooze it, or to say that it is not drift'
    : 'to acknowledge or to snooze it'
  const next = encodeURIComponent(alertAddress(episode.id))
  return html`<p><a class="button" href="/sign-in?next=${next}">Sign in to act</a> <span class="soft">${undoable ? 'to take it back' : actions}</span></p>`
}

function actionForm({ episode }: AlertDetail, session: Session): Html {
  const address = alertAddress(episode.id)
  const firing = episode.state === 'firing'
  const level = hasLevel(episode)
  return html`<form method="post" action="${address}/${firing ? 'acknowledge' : 'accept'}">
${csrfField(session)}
<p><label for="note">Note <span class="soft">(may be left empty)</span></label><input type="text" id="note" name="note" maxlength="500" autocomplete="off"></p>
<div class="buttons">${
    firing &&
    html`<button type="submit" class="main">Acknowledge</button>
<span class="joined"><label class="skip" for="length">Snooze for</label><select id="length" name="length">${SNOOZE_CHOICES.map(
      ([length, words]) => html`<option value="${length / HOUR}">${words}</option>`,
    )}</select><button type="submit" formaction="${address}/snooze">Snooze</button></span>
${episode.handling !== undefined && html`<button type="submit" formaction="${address}/release">Release</button>`}`
  }
${level && html`<button type="submit" formaction="${address}/accept" aria-describedby="accept-means">This is not drift</button>`}</div>
${level && html`<p class="soft small" id="accept-means">“Not drift” makes the present level the normal one and ends the alert. It can be taken back.</p>`}
</form>`
}

function undoForm(address: string, session: Session): Html {
  return html`<form method="post" action="${address}/unaccept">
${csrfField(session)}
<p><label for="note">Note <span class="soft">(may be left empty)</span></label><input type="text" id="note" name="note" maxlength="500" autocomplete="off"></p>
<div class="buttons"><button type="submit">Take it back: it is drift</button></div>
</form>`
}

export function csrfField({ csrf }: Session): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`
}

export function signedInLine(session: Session, address: string): Html {
  return html`<form class="whoami" method="post" action="/sign-out">${csrfField(session)}<input type="hidden" name="next" value="${address}"><span class="soft small">Signed in as ${foreign(session.who, 80)}.</span> <button type="submit" class="plain">Sign out</button></form>`
}
