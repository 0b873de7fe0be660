// Matchers in the three ways in which an Alertmanager's configuration writes them.
import { formatMatcher, type Matcher, parseMatcher } from '../../../alerting/routing/matcher.ts'
import type { Section } from './section.ts'

export interface MatcherKeys {
  /** List of texts, `severity="page"`, or `{a="b", c=~"d"}`. */
  matchers: string
  equal: string
  regex: string
}

/** As slowburn writes them; null where one cannot be carried over, which is said. */
export function matchersOf(section: Section, { matchers, equal, regex }: MatcherKeys): string[] | null {
  const texts = (section.texts(matchers) ?? []).flatMap(pieces)
  const parsed = texts.map(text => parseMatcher(text))
  const all = [
    ...section.pairs(equal).map(([name, value]): Matcher => ({ name, op: '=', value })),
    ...section.pairs(regex).map(([name, value]): Matcher => ({ name, op: '=~', value })),
    ...parsed.filter(one => typeof one !== 'string'),
  ]
  const faults = [
    ...parsed.filter(one => typeof one === 'string'),
    ...all.map(faultOf).filter(one => one !== null),
  ]
  for (const fault of faults) section.lose(matchers, `cannot be read: ${fault}`)
  return faults.length > 0 ? null : all.map(formatMatcher)
}

function faultOf(matcher: Matcher): string | null {
  const again = parseMatcher(formatMatcher(matcher))
  return typeof again === 'string' ? again : null
}

/** Several matchers may stand in one text, with commas between and braces around them. */
function pieces(text: string): string[] {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1] ?? text
  return (inner.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/gs) ?? [])
    .map(one => one.trim())
    .filter(one => one !== '')
}
