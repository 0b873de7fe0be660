// Cuts secrets out of text that people and logs see, in time proportional to its length: passwords of addresses, the values of
// names that hold secrets, and what an Authorization header carries.

/** The address of a server ends at white space, and its password at the last `@` before: it may hold anything else. */
const SERVER =
  /\b((?:postgres(?:ql)?|mysql|mariadb|rediss?|amqps?|mongodb|smtps?|ldaps?):\/\/[^\s:/@]{0,200}):[^\s]{0,2000}@/gi
const ADDRESS = /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}):[^\s@/]{0,2000}@/gi
const NAMES = 'pass(?:word|wd|phrase)?|token|secret|api[_-]?key|private[_-]?key|credentials?'
const QUOTED = new RegExp(
  `((?:${NAMES})["']?\\s{0,3}[=:]\\s{0,3})(["'])(?:\\\\.|(?!\\2)[^\\\\\\n]){0,4000}\\2?`,
  'gi',
)
const EQUALS = new RegExp(`((?:${NAMES})["']?\\s{0,3}=\\s{0,3})[^\\s"',&;]{1,4000}`, 'gi')
const COLON = new RegExp(`((?:${NAMES})["']?\\s{0,3}:\\s{0,3})([^\\s"',&;]{1,4000})`, 'gi')
const AUTHORIZATION =
  /(\bauthorization["']?\s{0,3}[=:]\s{0,3}["']?(?:(?:bearer|basic|token|digest)\s{1,3})?)[^\s"',]{1,4000}/gi
const BEARER = /(\bbearer\s{1,3})(?=[^\s]*\d)[\w.~+/=-]{8,4000}/gi

export function redactSecrets(text: string): string {
  return text
    .replace(SERVER, '$1:***@')
    .replace(ADDRESS, '$1:***@')
    .replace(AUTHORIZATION, '$1***')
    .replace(BEARER, '$1***')
    .replace(QUOTED, '$1$2***$2')
    .replace(EQUALS, '$1***')
    .replace(COLON, (all: string, name: string, value: string, at: number, whole: string) =>
      isFault(whole, at, value) ? all : `${name}***`,
    )
}

/** With which what is wrong with a key begins. */
const WORDS: ReadonlySet<string> = new Set(
  'is must may has holds needs needed not no too invalid expected unknown cannot the'.split(' '),
)
const LONGEST_KEY = 60

/** `contacts.0.webhook.secret: is missing`: a key of the configuration and what is wrong with it, not a value. */
function isFault(whole: string, at: number, value: string): boolean {
  if (!WORDS.has(value.toLowerCase())) return false
  for (let i = at - 1; i >= 0 && at - i <= LONGEST_KEY; i--) {
    const before = whole.charAt(i)
    if (before === '.') return true
    if (!/[\w-]/.test(before)) return false
  }
  return false
}
