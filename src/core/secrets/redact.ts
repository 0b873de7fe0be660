// Cuts secrets out of text that people and logs see, in time proportional to its length: passwords of addresses, the values of
// names that hold secrets, and what an Authorization header carries.
import type { Fault } from '../errors.ts'

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
    .replace(COLON, (all: string, name: string, value: string) =>
      WORDS.has(value.toLowerCase()) ? all : `${name}***`,
    )
}

/** A fault whose place is named after a secret, `token` say: what is wrong with it is a sentence of ours, not its value. */
export function redactFault<F extends Fault>(fault: F): F {
  const { path, message, remedy } = fault
  return {
    ...fault,
    path: redactSecrets(path),
    message: redactSecrets(message),
    ...(remedy === undefined ? {} : { remedy: redactSecrets(remedy) }),
  }
}

/** With which what is wrong with a secret, or with the file of one, begins: no secret worth the name. */
const WORDS: ReadonlySet<string> = new Set(
  'is are was were must may has have had holds needs needed not no too invalid expected unknown cannot the there does did'.split(
    ' ',
  ),
)
