// Matchers as Prometheus and Alertmanager write them: `task_type="build"`, `model!=""`, `rule=~"slow.*"`.
import type { Labels } from '../../core/series-key.ts'

export interface Matcher {
  name: string
  op: '=' | '!=' | '=~' | '!~'
  /** A whole value, or for `=~` and `!~` a regular expression that must match the whole value. */
  value: string
}

/** Longer expressions than any label needs are refused. */
const LONGEST = 500

/** Parses one matcher; the quotes may be left out. Returns what is wrong with it as a string. */
export function parseMatcher(text: string): Matcher | string {
  const found = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"\s]*))\s*$/.exec(
    text,
  )
  if (found === null) return `${text} is not a matcher such as task_type="build" or rule=~"slow.*"`
  const [, name = '', op = '=', quoted, bare = ''] = found
  const value = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1')
  const matcher: Matcher = { name, op: op as Matcher['op'], value }
  if (value.length > LONGEST) return `${name}: the value is longer than ${LONGEST} characters`
  return compiled(matcher) === null ? `${text}: ${value} is not a regular expression` : matcher
}

export function formatMatcher({ name, op, value }: Matcher): string {
  return `${name}${op}"${value.replace(/[\\"]/g, '\\$&')}"`
}

/** A label that is not there has the empty value. A matcher that cannot be compiled matches nothing. */
export function matchesLabels(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every(matcher => compiled(matcher)?.(labels[matcher.name] ?? '') ?? false)
}

function compiled({ op, value }: Matcher): ((text: string) => boolean) | null {
  if (op === '=') return text => text === value
  if (op === '!=') return text => text !== value
  try {
    const whole = new RegExp(`^(?:${value})$`, 'u')
    return op === '=~' ? text => whole.test(text) : text => !whole.test(text)
  } catch {
    return null
  }
}
