// A whole made of parts in given shares: what an indicator would say if more or less of the work were of one kind.
import type { Indicator, Window } from '../../../indicators/indicator.ts'
import { addScaled, startTally, type Tally } from '../../../indicators/tally.ts'

export interface Part {
  tally: Tally
  /** How much the indicator counts in it: its n. */
  size: number
}

/** Of the part in the whole; all together 1. */
export interface Weighed {
  part: Part
  share: number
}

/** How many a whole is made to count: its quantiles are then off by less than one part in a thousand of the probability. */
const SIZE = 4000

/** Null where the indicator declines. */
export function valueOfMixture(
  indicator: Pick<Indicator, 'measures' | 'estimate'>,
  parts: readonly Weighed[],
  window: Window,
): number | null {
  const whole = startTally()
  for (const { part, share } of parts) {
    if (share > 0) addScaled(whole, part.tally, indicator.measures, (share * SIZE) / part.size)
  }
  const estimate = indicator.estimate(whole, window)
  return estimate.ok ? estimate.value : null
}
