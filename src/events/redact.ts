// Takes personal data and secrets out of free text before anything is stored.

const PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/@]+@/gi, '[credentials]@'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[email]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]+)?/g, '[token]'],
  [/\b(?:sk|pk|rk|ghp|gho|xox[abp]|whsec|AKIA)[-_]?[A-Za-z0-9_-]{12,}/g, '[token]'],
  [/\b(bearer|basic)\s+[\w+/=.-]{8,}/gi, '$1 [token]'],
  [/\b(pass(?:word)?|token|secret|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',&]+/gi, '$1$2[secret]'],
]

/** At most this many characters of an error text are kept. */
const LONGEST = 500

/** Replaces e-mail addresses, credentials, tokens and payment card numbers; cuts what is too long. */
export function redact(text: string): string {
  let clean = text.length > 4 * LONGEST ? text.slice(0, 4 * LONGEST) : text
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
  clean = clean.replace(/\b\d(?:[ -]?\d){12,18}\b/g, digits => (isCardNumber(digits) ? '[card]' : digits))
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean
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
