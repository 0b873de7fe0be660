// What coincides with a change, in the words of the email.
import type { Millis } from '../../../core/clock.ts'
import type { Carried } from '../../../detection/causes/carriers/carried.ts'
import type { Causes } from '../../../detection/causes/cause.ts'
import type { Unit } from '../../../indicators/indicator.ts'
import { carriedWords } from '../../../presentation/carried-words.ts'
import { causeWords, probableCause } from '../../../presentation/cause-words.ts'
import { foreign, type Html, html } from '../../../presentation/html.ts'

/** Null where there is nothing to say. */
export function causesNote(causes: Causes, onset: Millis): Html | null {
  const words = causeWords(causes, onset)
  return words === null ? null : html`<div class="causes"><h4>${words.title}</h4>${list(words)}</div>`
}

/** Which parts of the whole carry it; null where none is named. */
export function carriedLine(carried: Carried | null, { unit }: { unit: Unit }): Html | null {
  return carried && html`<p class="small">Carried by ${foreign(carriedWords(carried, unit), 400)}.</p>`
}

/** The cause that may be named; null where none may be. */
export function causeLine(causes: Causes): Html | null {
  const cause = probableCause(causes)
  return cause === null ? null : html`<p class="small">Probable cause: ${foreign(cause, 200)}.</p>`
}

/** As a part of a page of its own. */
export function causesSection(causes: Causes, onset: Millis): Html | null {
  const words = causeWords(causes, onset)
  return (
    words &&
    html`<section aria-labelledby="causes" class="causes"><h2 id="causes">${words.title}</h2>${list(words)}</section>`
  )
}

function list({ items, close }: NonNullable<ReturnType<typeof causeWords>>): Html {
  return html`${
    items.length > 0 &&
    html`<ul>${items.map(({ text, evidence }) => html`<li>${foreign(text, 400)} <span class="soft">${foreign(evidence, 600)}</span></li>`)}</ul>`
  }<p class="soft">${close}</p>`
}
