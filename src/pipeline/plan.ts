// Which indicators are computed, and how: the registry of indicators joined with the user's settings.

import type { Config } from '../config/schema.ts'
import type { Millis } from '../core/clock.ts'
import { parseDuration } from '../core/duration.ts'
import { familiesOf, metrics } from '../exposition/catalogue.ts'
import type { IndicatorFault } from '../indicators/ask.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Objective } from '../indicators/objective.ts'
import { indicators } from '../indicators/registry.ts'
import { soundAmong } from '../indicators/sound.ts'
import { isLifecycleKind, type LifecycleKind } from '../lifecycles/registry.ts'
import { type Accumulations, accumulationsOf } from '../series/cells.ts'
import type { Series } from '../series/series.ts'
import type { Source } from '../sources/source.ts'

export interface Planned {
  indicator: Indicator
  by: readonly string[]
  /** Fixed width of buckets; null: chosen from the rate of arrivals. */
  bucket: Millis | null
  limit: number | null
  /** Time zone by whose clocks its rhythm goes; UTC where there is none. */
  zone?: string | undefined
  /** Whose public holidays are not judged; nobody's where there is none. */
  calendar?: string | undefined
}

export interface Plan {
  indicators: readonly Planned[]
  /** What is added up of each kind of lifecycle for them. */
  accumulated: Accumulations
  /** What ended lifecycles are held to. */
  objectives: readonly Objective[]
  /** Sources whose tasks are worked on one at a time, so that their starts can be reconstructed. */
  oneAtATime: ReadonlySet<string>
  settingsOf(series: Series): Planned | null
  /** Names of the sources that feed a series. */
  sourcesOf(series: Series): readonly string[]
}

export interface MadePlan extends Plan {
  /** Of the indicators that are left out, for what they declare. */
  faults: readonly IndicatorFault[]
}

/** `all`: by default those of the registry. */
export function makePlan(
  config: Pick<Config, 'indicators'> & Partial<Pick<Config, 'timeZone' | 'calendar' | 'objectives'>>,
  sources: readonly Pick<Source, 'name' | 'feeds' | 'oneAtATime' | 'severalTables' | 'meanings'>[],
  all: readonly Indicator[] = indicators,
): MadePlan {
  const { sound, faults } = soundAmong(
    all.filter(({ name }) => config.indicators[name]?.enabled !== false),
    indicator => familiesOf(indicator).map(({ name }) => name),
    metrics.map(({ name }) => name),
  )
  const planned = sound.map((indicator): Planned => {
    const own = config.indicators[indicator.name]
    const bucket = own === undefined || own.bucket === 'auto' ? null : parseDuration(own.bucket)
    const by = own?.by ?? indicator.by
    const several = sources.some(({ severalTables = [] }) => severalTables.includes(indicator.kind))
    return {
      indicator,
      by: several && !by.includes('table') ? ['table', ...by] : by,
      bucket,
      limit: own?.limit ?? null,
      zone: config.timeZone,
      calendar: config.calendar ?? undefined,
    }
  })
  const byName = new Map(planned.map(one => [one.indicator.name, one]))
  return {
    faults,
    indicators: planned,
    accumulated: accumulationsOf(planned),
    objectives: objectivesOf(config, planned),
    oneAtATime: new Set(sources.filter(source => source.oneAtATime).map(source => source.name)),
    settingsOf: meantBy(sources, byName),
    sourcesOf: series => {
      const named = sources.find(({ name }) => name === series.labels.source)
      if (named !== undefined) return [named.name]
      const kind = byName.get(series.indicator)?.indicator.kind
      return sources.filter(source => kind !== undefined && feeds(source, kind)).map(({ name }) => name)
    },
  }
}

/** What a source says of a query that its samples are of stands in the place of what the indicator says. */
function meantBy(
  sources: readonly Pick<Source, 'name' | 'meanings'>[],
  byName: ReadonlyMap<string, Planned>,
): Plan['settingsOf'] {
  const known = new Map<string, Planned>()
  return ({ indicator, labels }) => {
    const planned = byName.get(indicator) ?? null
    const { name, source } = labels
    if (planned?.indicator.kind !== 'sample' || name === undefined) return planned
    const key = JSON.stringify([indicator, source, name])
    const before = known.get(key)
    if (before !== undefined) return before
    const own = sources.find(
      one => (source === undefined || one.name === source) && Object.hasOwn(one.meanings ?? {}, name),
    )
    const { help, limit, ...meaning } = own?.meanings?.[name] ?? { help: null, limit: null }
    const meant: Planned = {
      ...planned,
      indicator: { ...planned.indicator, ...meaning, ...(help === null ? {} : { help }) },
      limit: limit ?? planned.limit,
    }
    known.set(key, meant)
    return meant
  }
}

/** One of an indicator that is not computed judges nothing. */
function objectivesOf(
  { objectives = [] }: Partial<Pick<Config, 'objectives'>>,
  planned: readonly Planned[],
): Objective[] {
  return objectives.flatMap(({ name, indicator: of, match, limit: own }) => {
    const { indicator, limit } = planned.find(one => one.indicator.name === of) ?? {}
    if (indicator?.judged === undefined) return []
    const { kind, judged } = indicator
    return [{ name, kind, judged, match, limit: own ?? limit ?? Number.POSITIVE_INFINITY }]
  })
}

/** A source names the kinds that it feeds, and its gauges one by one: these are observations. */
export function feeds({ feeds: fed }: Pick<Source, 'feeds'>, kind: LifecycleKind): boolean {
  return kind === 'observation' ? fed.some(name => !isLifecycleKind(name)) : fed.includes(kind)
}
