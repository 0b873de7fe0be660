// A silence keeps people from being notified for a while. The episode itself goes on as if there were none.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Series } from '../../series/series.ts'
import type { Episode } from '../episode.ts'
import { type Matcher, matcherFault, matchesLabels } from '../routing/matcher.ts'

export interface Silence {
  id: string
  /** All must match; a silence without matchers would silence everything and is refused. */
  matchers: readonly Matcher[]
  startsAt: Millis
  endsAt: Millis
  createdBy: string
  createdAt: Millis
  comment: string
}

/**
 * What matchers see of an episode. Of ours: the labels of the series, and `rule`, `indicator`, `severity`, which win over
 * them. Of a received one: its own labels as they came, and `rule` and `severity` where it has none of that name. Of both,
 * `slowburn_severity`: `page` or `watch`, whatever word the sender has for it.
 */
export function alertLabels(episode: Episode, series: Pick<Series, 'indicator' | 'labels'> | null): Labels {
  const { rule, severity } = episode
  const ours = { slowburn_severity: severity }
  if (episode.origin === 'received') return { rule, severity, ...episode.labels, ...ours }
  return { ...series?.labels, rule, indicator: series?.indicator ?? '', severity, ...ours }
}

/** The first silence that covers these labels now; null if none does. */
export function silencedBy(silences: readonly Silence[], labels: Labels, now: Millis): Silence | null {
  return (
    silences.find(
      ({ startsAt, endsAt, matchers }) =>
        now >= startsAt && now < endsAt && matchers.length > 0 && matchesLabels(matchers, labels),
    ) ?? null
  )
}

/** A silence as it was kept, or what is wrong with it: an older version may have taken what this one cannot. */
export function readSilence(value: unknown): Silence | string {
  const { id, matchers, startsAt, endsAt } = (value ?? {}) as Partial<Record<keyof Silence, unknown>>
  if (typeof id !== 'string' || !Number.isFinite(startsAt) || !Number.isFinite(endsAt)) return 'is no silence'
  if (!Array.isArray(matchers)) return 'has no matchers'
  for (const matcher of matchers as readonly Matcher[]) {
    const fault = matcherFault(matcher)
    if (fault !== null) return `${matcher.name}: ${fault}`
  }
  return value as Silence
}

/** Of these every alert has one, or every one that has come from elsewhere, or every one of ours: null, and it may be any text. */
const EVERYWHERE: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['severity', ['page', 'watch']],
  ['slowburn_severity', ['page', 'watch']],
  ['rule', null],
  ['alertname', null],
  ['indicator', null],
])

/** One value of each printable character of ASCII: an expression that takes more than half of them is not about names. */
const ANY_NAMES: readonly string[] = Array.from({ length: 95 }, (_, k) =>
  String.fromCharCode(32 + k).repeat(8),
)

/** Whether a matcher leaves nothing out: it takes a label that is not there, or every value of one that always is. */
function takesEvery(matcher: Matcher): boolean {
  const takes = (value: string): boolean => matchesLabels([matcher], { [matcher.name]: value })
  if (takes('')) return true
  const values = EVERYWHERE.get(matcher.name)
  if (values === undefined) return false
  return values?.every(takes) ?? ANY_NAMES.filter(takes).length > ANY_NAMES.length / 2
}

/** What is wrong with a silence that somebody wants to make; null if nothing is. */
export function faultOf({ matchers, startsAt, endsAt, createdBy }: Silence): string | null {
  if (matchers.length === 0) return 'a silence needs at least one matcher'
  if (matchers.every(takesEvery)) {
    return 'at least one matcher must leave something out, or the silence would cover everything'
  }
  if (!(endsAt > startsAt)) return 'a silence must end after it starts'
  return createdBy === '' ? 'a silence needs an author' : null
}
