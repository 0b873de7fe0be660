// The buttons of an incident: what may be done about all of its alerts at once, and what belongs to it.
import { HOUR } from '../../core/duration.ts'
import { foreign, type Html, html } from '../../presentation/html.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { IncidentView, NamedIncident } from '../../queries/views.ts'
import { incidentAddress } from '../pages/incidents/item.ts'
import type { Session } from '../security/sessions.ts'
import { csrfField, SNOOZE_CHOICES, signedInLine } from './panel.ts'

/** Null where nothing can be done: it is over, or is no incident of its own. */
export function incidentPanel(
  incident: IncidentView,
  others: readonly NamedIncident[],
  session: Session | null,
): Html | null {
  const { id, closedAt, root, symptoms } = incident
  if (id === null || closedAt !== null) return null
  const address = incidentAddress(id)
  const firing = [root, ...symptoms].filter(({ alert }) => alert?.state === 'firing').length
  return html`<section class="panel" aria-labelledby="act"><h2 id="act">Act</h2>
${
  session === null
    ? html`<p><a class="button" href="/sign-in?next=${encodeURIComponent(address)}">Sign in to act</a> <span class="soft">on all of its alerts, or to say what belongs to it</span></p>`
    : html`${firing > 0 ? alertsForm(address, firing, session) : html`<p class="soft">No alert of it fires.</p>`}${belongingForm(incident, address, others, session)}`
}
${session !== null && signedInLine(session, address)}</section>`
}

function alertsForm(address: string, firing: number, session: Session): Html {
  return html`<form method="post" action="${address}/acknowledge">${csrfField(session)}
<p>${firing === 1 ? 'One alert of it fires.' : `${firing} alerts of it fire; what you do is done to all of them.`}</p>
<p><label for="note">Note <span class="soft">(may be left empty)</span></label><input type="text" id="note" name="note" maxlength="500" autocomplete="off"></p>
<div class="buttons"><button type="submit" class="main">Acknowledge</button>
<span class="joined"><label class="skip" for="length">Snooze for</label><select id="length" name="length">${SNOOZE_CHOICES.map(
    ([length, words]) => html`<option value="${length / HOUR}">${words}</option>`,
  )}</select><button type="submit" formaction="${address}/snooze">Snooze</button></span>
<button type="submit" formaction="${address}/release">Release</button>
<button type="submit" formaction="${address}/accept" aria-describedby="accept-means">None of this is drift</button></div>
<p class="soft small" id="accept-means">“Not drift” makes the present levels the normal ones and ends the alerts. It can be taken back on each alert.</p></form>`
}

function belongingForm(
  { root, symptoms }: IncidentView,
  address: string,
  others: readonly NamedIncident[],
  session: Session,
): Html | null {
  const members = [root, ...symptoms].filter(({ clearedAt }) => clearedAt === null)
  if (members.length < 2 && others.length === 0) return null
  return html`<details><summary>What belongs to it</summary><form method="post" action="${address}/split">${csrfField(session)}
<p><label for="belongs-note">Note <span class="soft">(may be left empty)</span></label><input type="text" id="belongs-note" name="note" maxlength="500" autocomplete="off"></p>
${
  members.length > 1 &&
  html`<p><label for="series">Has another cause</label><span class="joined"><select id="series" name="series">${members
    .slice(0, OFFERED)
    .map(
      ({ series }) => html`<option value="${series.id}">${foreign(seriesTitle(series), 80)}</option>`,
    )}</select><button type="submit">Split it off</button></span></p>`
}${
  others.length > 0 &&
  html`<p><label for="other">Has the same cause</label><span class="joined"><select id="other" name="other">${others
    .slice(0, OFFERED)
    .map(
      ({ id, title }) => html`<option value="${id}">${foreign(title, 80)}</option>`,
    )}</select><button type="submit" formaction="${address}/merge">Merge it in</button></span></p>`
}<p class="soft small">It holds from the next tick on, for as long as both changes stand; the later word counts.</p></form></details>`
}

/** Choices of one list, at most. */
const OFFERED = 200
