// What a card is made of, from what is kept of a series and how it is watched.
import type { Rule } from '../../../alerting/rule.ts'
import type { Millis } from '../../../core/clock.ts'
import type { Monitor } from '../../../detection/change.ts'
import { createFleet } from '../../../detection/fleet.ts'
import type { Plan } from '../../../pipeline/plan.ts'
import type { Series } from '../../../series/series.ts'
import type { Kept } from '../kept.ts'
import type { Plotted } from './course.ts'
import { reportableBy } from './reportable.ts'

export interface Watching {
  kept: Kept
  plan: Plan
  monitor: Monitor
  rules: readonly Rule[]
  lags: ReadonlyMap<string, Millis>
}

/** Null where it is not computed, or no direction is worse: then no change of its level is reported by itself. */
export function plottedOf(series: Series, { kept, plan, monitor, rules, lags }: Watching): Plotted | null {
  const planned = plan.settingsOf(series)
  if (planned === null || planned.indicator.goodDirection === null) return null
  const { indicator, limit, zone, calendar } = planned
  const { family, goodDirection, maturity, kind } = indicator
  const { id, bucket } = series
  const { grain } = plan.accumulated[kind]
  const lag = Math.max(0, ...plan.sourcesOf(series).map(name => lags.get(name) ?? 0))
  return {
    series,
    points: kept.series.points(id, 0),
    acceptances: kept.acceptances.of(id),
    monitor,
    options: { bucket, family, goodDirection, limit, zone, calendar },
    direction: goodDirection === 'up' ? 'down' : 'up',
    reportable: reportableBy(rules, series, { fleet: createFleet(), size: kept.series.all().length }),
    seenAt: at => Math.ceil((at + bucket + maturity) / grain) * grain + lag,
  }
}
