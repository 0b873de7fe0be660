// Whether a change is for the worse: decided here alone, for rules, messages, pages, API and metrics.
import type { Change } from '../../detection/change.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'

/** `neutral`: the indicator has no good direction. */
export type Assessment = 'worse' | 'better' | 'neutral'

/** A series that is stuck or silent is never good news, whatever its direction. */
export function assessmentOf({ kind, good }: Pick<Change, 'kind' | 'good'>): Assessment {
  if (kindOf(kind).good === 'never' || good === false) return 'worse'
  return good === true ? 'better' : 'neutral'
}
