// What is known of a series past its warming: its baseline, and where every detector stands.
import { type Model, normalBand } from '../baseline/baseline.ts'
import type { History } from '../baseline/history.ts'
import type { ReadingState } from '../baseline/reading.ts'
import type { Value } from '../baseline/values.ts'
import type { Alarm, CoverageGap } from '../change.ts'
import type { BaselineSummary } from '../evidence/score.ts'
import { kindOf } from '../kinds/kinds.ts'

/** Plain JSON. `parts`, `alarms` and `broken` go by detector, in the registry's order. */
export interface LiveState {
  readonly summary: BaselineSummary
  model: Model
  reading: ReadingState
  /** Null where a detector has nothing to say. */
  readonly parts: (object | null)[]
  alarms: readonly (Alarm | null)[]
  /** Why a detector was left out: what it threw or said. */
  readonly broken: Readonly<Record<string, string>>
  /** What its baseline keeps it from detecting. */
  readonly blind: readonly CoverageGap[]
  /** The scores so far, until all looks are over or an alarm has stood: of a provisional baseline, has stood for long. */
  history: History | null
  /** How far from its baseline the series was while alarms stood, in standard deviations times points. */
  away: number
  /** Points that the baseline was learned from at the last look. */
  readonly looked: number
  /** Points since the baseline was first learned or last moved. */
  seen: number
  /** Whether the baseline is so short that a watch takes more. */
  readonly provisional: boolean
  /** Whether it is compared with the few points before a change that was found among them: its return disproves them. */
  readonly disputed?: boolean
}

/** The place of the detector whose alarm stands on the values of a series; on its presence and its moments there may be others. */
export function standingOf(alarms: LiveState['alarms']): number {
  for (let place = 0; place < alarms.length; place += 1) {
    const alarm = alarms[place]
    if (alarm !== null && alarm !== undefined && !standsBeside(alarm)) return place
  }
  return -1
}

/**
 * Whether a series has come back from the change that its baseline was cut short for: that baseline was not what is normal. One that went
 * on beyond it has not come back.
 */
export function isDisproved(
  { disputed, alarms, model, summary, reading }: LiveState,
  { at, value }: Value,
): boolean {
  if (disputed !== true || standingOf(alarms) >= 0) return false
  const { lower, upper } = normalBand(model, summary, reading.clock, at)
  return value >= lower && value <= upper
}

/** Whether an alarm is one beside which others may stand. */
export function standsBeside({ kind }: Pick<Alarm, 'kind'>): boolean {
  const { aspect } = kindOf(kind)
  return aspect === 'presence' || aspect === 'moment'
}
