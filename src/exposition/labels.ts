// Labels made fit for Prometheus: any text a platform may hold becomes a valid, bounded label value.
import { escapeLabel, type Labels } from '../core/series-key.ts'

/** A label set, and the same as it stands in the text format: `{a="1",b="2"}`, or nothing at all. */
export interface LabelSet {
  pairs: ReadonlyArray<readonly [name: string, value: string]>
  text: string
}

export const NO_LABELS: LabelSet = { pairs: [], text: '' }

/** Longest label value, in UTF-16 units. A longer one keeps its beginning and a digest of the whole. */
export const LONGEST_VALUE = 200

/** Cleans names and values; an empty value is left out, since to Prometheus it is the same as none. */
export function labelSet(labels: Labels): LabelSet {
  const pairs = cleanPairs(labels)
  return pairs.length === 0 ? NO_LABELS : { pairs, text: `{${textOf(pairs)}}` }
}

/** The same as it stands between the braces: `a="1",b="2"`. */
export function labelText(labels: Labels): string {
  return textOf(cleanPairs(labels))
}

/**
 * The labels of a series, in the order of their names. A name that Prometheus or slowburn gives a meaning of
 * its own gets the prefix `label_`; characters that no label name may hold become `_`.
 */
export function seriesLabelSet(labels: Labels): LabelSet {
  return labelSet(named(labels))
}

/** The same as it stands between the braces. */
export function seriesLabelText(labels: Labels): string {
  return labelText(named(labels))
}

/** The label set of which this stands between the braces. It is read where somebody asks for its pairs: for a line of text nobody does. */
export function labelSetWithin(text: string): LabelSet {
  if (text === '') return NO_LABELS
  let pairs: LabelSet['pairs'] | null = null
  return {
    get pairs() {
      pairs ??= pairsIn(text)
      return pairs
    },
    text: `{${text}}`,
  }
}

function pairsIn(text: string): LabelSet['pairs'] {
  return Array.from(text.matchAll(PAIR), ([, name = '', value = '']) => [name, unescaped(value)] as const)
}

const PAIR = /(\w+)="((?:[^"\\]|\\.)*)"/g

function unescaped(value: string): string {
  if (!value.includes('\\')) return value
  return value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

/** `first` before `second`. They must not share a name. */
export function joinLabels(first: LabelSet, second: LabelSet): LabelSet {
  if (first.pairs.length === 0) return second
  if (second.pairs.length === 0) return first
  return {
    pairs: [...first.pairs, ...second.pairs],
    text: `${first.text.slice(0, -1)},${second.text.slice(1)}`,
  }
}

function named(labels: Labels): Labels {
  const names = Object.keys(labels).sort()
  return Object.fromEntries(names.map(name => [seriesLabelName(name), labels[name] ?? '']))
}

function cleanPairs(labels: Labels): LabelSet['pairs'] {
  const pairs: Array<readonly [string, string]> = []
  for (const [name, value] of Object.entries(labels)) {
    const clean = labelValue(value)
    if (clean !== '') pairs.push([name, clean])
  }
  return pairs
}

function textOf(pairs: LabelSet['pairs']): string {
  return pairs.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')
}

function seriesLabelName(name: string): string {
  const clean = name.replace(/[^a-zA-Z0-9_]/g, '_')
  return RESERVED.has(clean) || /^(_|\d|$)/.test(clean) ? `label_${clean}` : clean
}

/** Valid Unicode without control characters, at most `LONGEST_VALUE` long; different texts stay different. */
export function labelValue(text: string): string {
  const clean = text.toWellFormed().replace(CONTROL, '\uFFFD')
  if (clean === text && text.length <= LONGEST_VALUE) return text
  const mark = `~${digest(text)}`
  return clean.slice(0, LONGEST_VALUE - mark.length).toWellFormed() + mark
}

/** What the server attaches to a target, what the text format reserves, and what slowburn itself attaches. */
const RESERVED: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'le',
  'quantile',
  'indicator',
  'kind',
  'direction',
  'severity',
  'assessment',
  'series',
  'page',
  'incident',
  'role',
  'state',
  'monitor',
])

/** Control characters other than tab and line feed: legends, terminals and emails would garble them. */
const CONTROL = /[^\P{Cc}\t\n]/gu

/** FNV-1a, 32 bits, over UTF-16 units: tells texts apart that were cleaned to the same beginning. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
