// Matchers as Alertmanager reads them: `task_type="build"`, `model!=""`, `rule=~"slow.*"`.
import { RE2JS } from 're2js'
import { messageOf } from '../../core/errors.ts'
import { type Labels, labelOf } from '../../core/series-key.ts'

export interface Matcher {
  name: string
  op: '=' | '!=' | '=~' | '!~'
  /** A whole value, or for `=~` and `!~` an expression in the syntax of RE2 that must match the whole value. */
  value: string
}

/** Longer expressions than any label needs are refused. */
const LONGEST = 500
/** With its name, quotes and escapes. */
const LONGEST_WRITTEN = 3 * LONGEST
/**
 * Instructions to which counted repetitions may make an expression grow: `[a-z0-9]{1,63}` has 127. Time is linear in this
 * and in the label; with this bound a label of 253 characters takes about a millisecond at worst (bench/matchers.ts).
 */
const LARGEST_PROGRAM = { program: 130, growth: 100 }
/** A class of Unicode, `\pL`, has hundreds of ranges, and each instruction costs that much more. */
const LARGEST_UNICODE_PROGRAM = { program: 40, growth: 10 }
const UNICODE_CLASS = /\\p/i

const MATCHER = /^\s*(?:"((?:[^"\\]|\\.)+)"|([a-zA-Z_:][a-zA-Z0-9_:]*))\s*(=~|!~|!=|=)\s*(.*?)\s*$/s

/**
 * Parses one matcher; the quotes may be left out, and a name outside `[a-zA-Z0-9_:]` needs them. `\"`, `\\` and `\n` are
 * escapes, any other backslash stands for itself. Returns what is wrong with it as a string.
 */
export function parseMatcher(text: string): Matcher | string {
  if (text.length > LONGEST_WRITTEN) return `a matcher is longer than ${LONGEST_WRITTEN} characters`
  const found = MATCHER.exec(text)
  if (found === null) return `${text} is not a matcher such as task_type="build" or rule=~"slow.*"`
  const [, quotedName, bareName = '', op = '=', written = ''] = found
  const value = unquoted(written)
  if (value === null) return `${text}: the value has a quote that is not closed or not escaped`
  const name = quotedName === undefined ? bareName : unescaped(quotedName)
  const matcher: Matcher = { name, op: op as Matcher['op'], value }
  const fault = matcherFault(matcher)
  return fault === null ? matcher : `${text}: ${fault}`
}

export function formatMatcher({ name, op, value }: Matcher): string {
  const plain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)
  return `${plain ? name : quoted(name)}${op}${quoted(value)}`
}

/** What is wrong with a matcher, wherever it comes from; null: nothing. */
export function matcherFault(matcher: Matcher): string | null {
  const { name, op, value } = matcher
  if (typeof name !== 'string' || name === '' || typeof value !== 'string') return 'has no name or no value'
  if (!['=', '!=', '=~', '!~'].includes(op)) return `${op} is not an operator`
  if (value.length > LONGEST) return `the value is longer than ${LONGEST} characters`
  const compiled = compiledOf(matcher)
  return typeof compiled === 'string' ? compiled : null
}

/** A label that is not there has the empty value. A matcher that cannot be compiled matches nothing. */
export function matchesLabels(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every(matcher => {
    const compiled = compiledOf(matcher)
    return typeof compiled !== 'string' && compiled(labelOf(labels, matcher.name))
  })
}

type Compiled = ((text: string) => boolean) | string

/** Compiling costs a thousand times as much as matching, and a matcher lives as long as what it is part of. */
const compilations = new WeakMap<Matcher, Compiled>()

function compiledOf(matcher: Matcher): Compiled {
  const known = compilations.get(matcher)
  if (known !== undefined) return known
  const compiled = compile(matcher)
  compilations.set(matcher, compiled)
  return compiled
}

/** What is wrong with it, as a string. Never a backtracking engine: a label is somebody else's text. */
function compile({ op, value }: Matcher): Compiled {
  if (op === '=') return text => text === value
  if (op === '!=') return text => text !== value
  try {
    const whole = RE2JS.compile(value)
    const { program, growth } = UNICODE_CLASS.test(value) ? LARGEST_UNICODE_PROGRAM : LARGEST_PROGRAM
    if (whole.programSize() > Math.max(program, value.length + growth))
      return `${value} is too large an expression`
    // The first match builds tables of what the expression distinguishes, a millisecond and more for classes of Unicode: not on the time of a label.
    whole.testExact('')
    return op === '=~' ? text => whole.testExact(text) : text => !whole.testExact(text)
  } catch (error) {
    return `${value} is not a regular expression of RE2: ${messageOf(error)}`
  }
}

/** The value without its quotes; null where a quote is missing or stands alone. */
function unquoted(written: string): string | null {
  if (/^"(?:[^"\\]|\\.)*"$/s.test(written)) return unescaped(written.slice(1, -1))
  return /^(?:[^"\\]|\\.)*\\?$/s.test(written) ? unescaped(written) : null
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
