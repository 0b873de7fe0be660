// What messages may say of an episode beyond the episode itself: everything for a message of its own, little for a line
// in a list of thousands.
import type { ChangeEpisode, Episode } from '../../alerting/episode.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Brief, Facts } from '../../delivery/compose.ts'
import { stateAndSize } from '../../delivery/email/subject.ts'
import type { Monitor } from '../../detection/change.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import { type CauseFinder, coincidence } from './causes.ts'

export interface FactsDeps {
  store: Pick<Store, 'series' | 'incidents' | 'changes'>
  monitor: Monitor
  causes: CauseFinder
  rules: readonly Rule[]
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
}

export interface FactFinder {
  /** Null where nothing is known any more, as of an indicator that was switched off. */
  factsOf(episode: ChangeEpisode): Facts | null
  briefOf(episode: ChangeEpisode): Brief | null
  /** What it coincides with, by name; null: nothing, or nothing that can be read. */
  coincidenceOf(episode: Episode): string | null
}

/** So many series that stayed as they were are named; one more is looked for, which may be the one itself. */
const NAMED_UNAFFECTED = 8

/**
 * For one look at the world. `known` are all series by id, `changed` those on which a change stands; what is the same
 * for many alarms is found once.
 */
export function factFinder(
  { store, monitor, causes, rules, settingsOf }: FactsDeps,
  known: ReadonlyMap<number, Series>,
  changed: ReadonlySet<number>,
  now: Millis,
): FactFinder {
  const quiet = quietByIndicator(known, changed)
  const incidents = incidentFacts(store, known, settingsOf)
  const find = (episode: ChangeEpisode) => {
    const series = known.get(episode.seriesId)
    const settings = series === undefined ? null : settingsOf(series)
    return series === undefined || settings === null ? null : { series, settings }
  }
  return {
    coincidenceOf(episode) {
      const series = episode.origin === 'change' ? known.get(episode.seriesId) : undefined
      if (series === undefined || episode.origin !== 'change') return null
      try {
        return coincidence(causes.causesOf(series, episode.change.onset))
      } catch {
        return null
      }
    },
    briefOf(episode) {
      const found = find(episode)
      if (found === null) return null
      const { series, settings } = found
      const { unit } = settings.indicator
      return { title: seriesTitle(series), unit, causes: causes.causesOf(series, episode.change.onset) }
    },
    factsOf(episode) {
      const found = find(episode)
      if (found === null) return null
      const { series, settings } = found
      const points = store.series.points(series.id, earliestShown(episode, series, now))
      const state = store.series.monitor(series.id)
      const last = points.at(-1)
      return {
        rule: rules.find(({ name }) => name === episode.rule) ?? formerRule(episode.rule),
        series,
        indicator: settings.indicator,
        points,
        band: state === null || last === undefined ? null : monitor.band(state, last.at),
        limit: settings.limit,
        causes: causes.causesOf(series, episode.change.onset),
        carried: causes.carriedOf(series, episode.change),
        releases: causes.releasesSince(points[0]?.at ?? 0),
        unaffected: (quiet.get(series.indicator) ?? [])
          .filter(({ id }) => id !== series.id)
          .slice(0, NAMED_UNAFFECTED)
          .map(seriesTitle),
        ...incidents(series),
      }
    },
  }
}

/** What else stands in the incident of a series: the root where it is another, and the others by size. */
function incidentFacts(
  { incidents, changes }: FactsDeps['store'],
  known: ReadonlyMap<number, Series>,
  settingsOf: FactsDeps['settingsOf'],
): (series: Series) => Pick<Facts, 'incident'> {
  const open = incidents.open()
  return series => {
    const found = open.find(({ members }) =>
      members.some(one => one.series === series.id && one.clearedAt === null),
    )
    const named = (found?.members ?? []).flatMap(({ series: id, change, clearedAt }) => {
      const [one, record] = [known.get(id), changes.get(change)]
      const unit = one === undefined ? undefined : settingsOf(one)?.indicator.unit
      if (one === undefined || record === null || unit === undefined || clearedAt !== null) return []
      return [{ id, words: `${seriesTitle(one)} ${stateAndSize(record.change, unit)}` }]
    })
    const [first] = named
    if (first === undefined || named.length < 2) return {}
    const isRoot = first.id === series.id
    const others = named.filter(({ id }) => id !== series.id && (isRoot || id !== first.id))
    return { incident: { root: isRoot ? null : first.words, others: others.map(({ words }) => words) } }
  }
}

/** As far back as a chart of the change goes. */
function earliestShown({ change: { onset } }: ChangeEpisode, { bucket }: Series, now: Millis): Millis {
  return onset.lower - Math.max(now - onset.lower, 7 * DAY, 24 * bucket) - bucket
}

function quietByIndicator(
  known: ReadonlyMap<number, Series>,
  changed: ReadonlySet<number>,
): ReadonlyMap<string, readonly Series[]> {
  const quiet = new Map<string, Series[]>()
  for (const series of known.values()) {
    const some = quiet.get(series.indicator) ?? []
    if (some.length > NAMED_UNAFFECTED || changed.has(series.id)) continue
    some.push(series)
    quiet.set(series.indicator, some)
  }
  return quiet
}

/** Of a rule that is no longer configured the end of its alarms is still notified. */
function formerRule(name: string): Rule {
  return {
    name,
    indicators: [],
    match: {},
    when: 'any',
    severity: 'watch',
    for: 0,
    keepFiringFor: 0,
    runbook: null,
  }
}
