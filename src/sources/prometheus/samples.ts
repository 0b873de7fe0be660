// What a query gave, as events; and what of it is refused, by reasons that are few.
import { createHash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { DAY, WEEK } from '../../core/duration.ts'
import type { Event } from '../../events/event.ts'
import { LARGEST_SUMMAND } from '../../stats/long-sum.ts'
import type { QueryOptions } from './options.ts'
import type { Answered } from './range.ts'

/** By the labels of a series that a query gave: the day on which it was last seen. */
export type Seen = Readonly<Record<string, Millis>>

export interface Taken {
  events: Event[]
  /** How many samples, by why. */
  refused: ReadonlyMap<string, number>
  seen: Seen
}

interface Given {
  source: string
  query: Pick<QueryOptions, 'name' | 'family' | 'labels'>
  seen: Seen
  /** Series within a week, at most. */
  most: number
}

/** What an event has room for. */
const LONGEST_LABELS = 500

export function takeSamples(answered: readonly Answered[], given: Given): Taken {
  const refused = new Map<string, number>()
  const refuse = (reason: string, count: number): void => {
    if (count > 0) refused.set(reason, (refused.get(reason) ?? 0) + count)
  }
  refuse(
    'a native histogram',
    answered.reduce((sum, one) => sum + one.histograms, 0),
  )
  const events: Event[] = []
  const places = admission(given.seen, given.most)
  const named = Map.groupBy(answered, ({ labels }) => labelsText(labels, given.query.labels))
  const all = [...named].map(([labels, alike]) => ({ labels, ...told(alike) })).toSorted(byBeginning)
  for (const { labels, values, shared } of all) {
    refuse('more than one value has its labels and its time', shared)
    const [first, last] = [values[0], values.at(-1)]
    if (first === undefined || last === undefined) continue
    if (labels.length > LONGEST_LABELS)
      refuse(`its labels are longer than ${LONGEST_LABELS} characters`, values.length)
    else if (!places.admits(labels, first[0], last[0]))
      refuse(`more than ${given.most} series within a week`, values.length)
    else events.push(...eventsOf(labels, values, given, refuse))
  }
  return { events, refused, seen: places.seen() }
}

interface Told {
  values: Answered['values']
  /** Values of moments at which more than one series was called so: they are nobody's. */
  shared: number
}

/** A series that follows another of the same labels goes on with it. Of one alone each moment may have one value, too. */
function told(alike: readonly Answered[]): Told {
  const moments = [
    ...Map.groupBy(
      alike.flatMap(one => one.values),
      ([at]) => at,
    ).values(),
  ]
  const values = moments.flatMap(some => (some.length === 1 ? some : [])).toSorted(([a], [b]) => a - b)
  return { values, shared: moments.reduce((sum, some) => sum + (some.length === 1 ? 0 : some.length), 0) }
}

function byBeginning(a: Told & { labels: string }, b: Told & { labels: string }): number {
  return (a.values[0]?.[0] ?? 0) - (b.values[0]?.[0] ?? 0) || (a.labels < b.labels ? -1 : 1)
}

function eventsOf(
  labels: string,
  values: Answered['values'],
  { source, query: { name, family } }: Given,
  refuse: (reason: string, count: number) => void,
): Event[] {
  const whose = createHash('sha256')
    .update(JSON.stringify([name, labels]))
    .digest('base64url')
    .slice(0, 16)
  return values.flatMap(([end, text]): Event[] => {
    // Nothing divided by nothing, and what is stale: there is no value.
    if (text === 'NaN') return []
    const value = valueIn(family, text)
    if (typeof value === 'string') {
      refuse(value, 1)
      return []
    }
    return [
      {
        id: `${source}:${whose}:${end.toString(36)}`,
        type: 'sample.taken',
        // The last moment of the step: the next one begins at its end.
        at: end - 1,
        source,
        subject: `${name}${labels}`.slice(0, 200),
        attributes: {},
        data: { name, labels, value },
      },
    ]
  })
}

/** A number, or why it is none. */
function valueIn(family: QueryOptions['family'], text: string): number | string {
  const value = Number(text)
  if (text === '+Inf' || text === '-Inf') return 'infinite'
  if (Number.isNaN(value) || text.trim() === '') return 'no number'
  if (Math.abs(value) > LARGEST_SUMMAND) return 'too large'
  if (family === 'real') return value
  if (value < 0) return `negative, and the family is ${family}`
  return family === 'count' ? Math.round(value) : value
}

/** As PromQL writes them, in order: `{instance="a", job="api"}`. `kept`: only these. */
export function labelsText(labels: Readonly<Record<string, string>>, kept?: readonly string[]): string {
  const pairs = Object.entries(labels)
    .filter(([name]) => (kept === undefined ? name !== '__name__' : kept.includes(name)))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `{${pairs.join(', ')}}`
}

/** Series come and go. One that was not seen for a week gives its place to a new one. */
function admission(before: Seen, most: number) {
  const seen = new Map(Object.entries(before))
  const day = (at: Millis): Millis => Math.floor(at / DAY) * DAY
  return {
    admits(labels: string, first: Millis, last: Millis): boolean {
      if (!seen.has(labels) && seen.size >= most) {
        const [oldest] = [...seen].toSorted(([, a], [, b]) => a - b)
        if (oldest === undefined || oldest[1] > first - WEEK) return false
        seen.delete(oldest[0])
      }
      seen.set(labels, Math.max(seen.get(labels) ?? 0, day(last)))
      return true
    },
    seen: (): Seen => Object.fromEntries(seen),
  }
}
