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

/** What is wrong with a silence that somebody wants to make; null if nothing is. */
export function faultOf({ matchers, startsAt, endsAt, createdBy }: Silence): string | null {
  if (matchers.length === 0) return 'a silence needs at least one matcher'
  if (matchers.every(matcher => matchesLabels([matcher], {}))) {
    return 'at least one matcher must demand a value, or the silence would cover everything'
  }
  if (!(endsAt > startsAt)) return 'a silence must end after it starts'
  return createdBy === '' ? 'a silence needs an author' : null
}
