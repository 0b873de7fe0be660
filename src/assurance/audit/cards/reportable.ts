// Whether an alarm would be mailed, and after how long a wait: what rules, and the pages that a fleet grants, make of it.
import { RANK, selects } from '../../../alerting/match.ts'
import type { Rule } from '../../../alerting/rule.ts'
import type { Millis } from '../../../core/clock.ts'
import type { Alarm } from '../../../detection/change.ts'
import type { Fleet } from '../../../detection/fleet.ts'
import type { Series } from '../../../series/series.ts'

/** How long an alarm waits to be mailed; null: it is not. `points`: over which its evidence was gathered. */
export type Reportable = (alarm: Alarm, points: number) => Millis | null

/** Of an alarm for the worse, alone in a fleet of so many series. */
export function reportableBy(
  rules: readonly Rule[],
  series: Series,
  { fleet, size }: { fleet: Fleet; size: number },
): Reportable {
  const own = rules.filter(rule => rule.when !== 'better' && selects(rule, series))
  return (alarm, points) => {
    const claim = { seriesId: series.id, alarm, points }
    const severity = fleet.step(fleet.start(), { series: size, claims: [claim] })[1][0]?.severity ?? 'watch'
    const waits = own.filter(rule => RANK[severity] >= RANK[rule.severity]).map(rule => rule.for)
    return waits.length === 0 ? null : Math.min(...waits)
  }
}
