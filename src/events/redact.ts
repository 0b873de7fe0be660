// Takes personal data and secrets out of free text before anything is stored.
import { storable } from '../core/reading/storable.ts'

/** Each takes time in proportion to the text: what one has begun to match it takes whole, or gives up after a few characters. */
const PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, '[token]'],
  [/\b(?:sk|pk|rk|ghp|gho|xox[abp]|whsec|AKIA)[-_]?[A-Za-z0-9_-]{12,}/g, '[token]'],
  [/\b(bearer|basic)\s+[\w+/=.-]{8,}/gi, '$1 [token]'],
  [/\b(pass(?:word)?|token|secret|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',&]+/gi, '$1$2[secret]'],
]

/**
 * What is known by a mark in its middle. It is sought from the mark outwards: a pattern that began with what stands before
 * it would be tried again at every character of a long word.
 */
interface Marked {
  mark: string
  /** One character of what may stand before the mark. */
  before: RegExp
  /** What must follow it, sticky. */
  after: RegExp
  replacement: string
}

const CREDENTIALS: Marked = {
  mark: '://',
  before: /[a-z0-9+.-]/i,
  after: /[^\s/@]+@/y,
  replacement: '[credentials]@',
}
const ADDRESS: Marked = {
  mark: '@',
  before: /[\p{L}\p{N}._%+-]/u,
  after: /[\p{L}\p{N}.-]+\.\p{L}{2,}/uy,
  replacement: '[email]',
}

/** At most this many characters of an error text are kept. */
const LONGEST = 500

/** Replaces e-mail addresses, credentials, tokens and payment card numbers; cuts what is too long. A store can keep what is left. */
export function redact(text: string): string {
  let clean = text.length > 4 * LONGEST ? text.slice(0, 4 * LONGEST) : text
  clean = replaceMarked(replaceMarked(clean, CREDENTIALS), ADDRESS)
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
  clean = clean.replace(/\b\d(?:[ -]?\d){12,18}\b/g, digits => (isCardNumber(digits) ? '[card]' : digits))
  return storable(clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean)
}

function replaceMarked(text: string, { mark, before, after, replacement }: Marked): string {
  let out = ''
  let done = 0
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    after.lastIndex = at + mark.length
    if (at < done || !after.test(text)) continue
    let start = at
    while (start > done && before.test(characterBefore(text, start))) {
      start -= characterBefore(text, start).length
    }
    if (start === at) continue
    out += text.slice(done, start) + replacement
    done = after.lastIndex
  }
  return out + text.slice(done)
}

/** A whole character, of which some have two code units. */
function characterBefore(text: string, end: number): string {
  const pair = text.slice(Math.max(0, end - 2), end)
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.slice(end - 1, end)
}

/** The Luhn check digit (ISO/IEC 7812-1). */
function isCardNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].map(Number).reverse()
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
