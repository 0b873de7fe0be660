// HTML as a value: a template tag that escapes everything that is not HTML already, so that a page can only
// be built safely. Text from outside goes through `foreign`, which also tames its length and direction.
import { cleanUrl } from './clean.ts'

/** A piece of markup. Only the `html` tag makes one, so whatever is in it has been escaped. */
export class Html {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }
  static join(strings: readonly string[], children: readonly Child[]): Html {
    return new Html(
      strings.map((part, index) => (index === 0 ? part : render(children[index - 1]) + part)).join(''),
    )
  }
  toString(): string {
    return this.#text
  }
}

export type Child = Html | string | number | null | undefined | false | readonly Child[]

/** Builds markup; every value is escaped for text and for double-quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...children: Child[]): Html {
  return Html.join(strings, children)
}

function render(child: Child): string {
  if (child === null || child === undefined || child === false) return ''
  if (child instanceof Html) return child.toString()
  if (typeof child === 'object') return child.map(render).join('')
  return escapeHtml(String(child))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

function escapeHtml(text: string): string {
  return tame(text).replace(/[&<>"'`]/g, character => ENTITIES[character] ?? '')
}

/** What HTML may not contain (controls, lone surrogates) and what turns the text around it (bidi controls). */
function tame(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, character => (/[\t\n\r]/.test(character) ? character : '\u{fffd}'))
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}')
}

/** Text from outside: shortened to `longest` characters and isolated, so that it cannot reorder its surroundings. */
export function foreign(text: string, longest = 120): Html {
  return html`<bdi>${clip(text, longest)}</bdi>`
}

/** The first `longest` characters, with an ellipsis if there were more. Never splits a code point. */
export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A link only where the address is one that a browser may safely follow; else its text alone. */
export function outsideLink(address: string, label: Child): Html {
  const safe = cleanUrl(address)
  return safe === null ? html`${label}` : html`<a href="${safe}" rel="noopener noreferrer">${label}</a>`
}
