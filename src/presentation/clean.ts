// Makes foreign text harmless before it goes anywhere: one line, no controls, no reversed reading, a bounded length.

/** Invisible characters that steer the display: bidirectional overrides, zero-width marks, line separators. */
const STEERING = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g
const CONTROLS = /\p{Cc}+/gu
const CONTROLS_IN_LINES = /[^\P{Cc}\n]+/gu

/** At most `longest` characters; what is cut is marked by an ellipsis. */
export function clean(text: string, longest = 200): string {
  const line = text.toWellFormed().replace(CONTROLS, ' ').replace(STEERING, '').replace(/ {2,}/g, ' ').trim()
  const characters = [...line]
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

/** The same for what has lines of its own and any length, as an error that a terminal shows. */
export function harmless(text: string): string {
  return text.toWellFormed().replace(CONTROLS_IN_LINES, ' ').replace(STEERING, '')
}

/** Null unless it is an absolute http or https address without credentials. */
export function cleanUrl(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const url = new URL(text)
  const allowed =
    (url.protocol === 'https:' || url.protocol === 'http:') && url.username + url.password === ''
  return allowed ? url.href : null
}

/** Runs of characters that may hold an address, in prose and in markup alike. */
const WORD = /[^\s<>"'(),;:&=/[\]]+/g
const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u

/** E-mail addresses as `a…@example.org`: enough for whoever knows them, too little to write to. Linear in the text. */
export function maskAddresses(text: string): string {
  return text.replace(WORD, word => {
    const at = word.lastIndexOf('@')
    if (at < 0 || !DOMAIN.test(word.slice(at + 1))) return word
    const [first = ''] = word.slice(0, at)
    return `${first}…${word.slice(at)}`
  })
}

/** Keeps a number and its unit, a day and its month, a time and its zone on one line. */
export function keepTogether(text: string): string {
  return text
    .replace(/(\d) (?=(?:ms|s|min|h|d|%|million|points|UTC|[A-Z][a-z]{2})(?![\w-]))/g, '$1\u00a0')
    .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d)/g, '$1\u00a0')
}
