// The share of steps of payment that ended without the money having moved.
import type { Indicator } from '../indicator.ts'
import { checkoutsEnded, checkoutsMissed } from '../patterns/checkout-counts.ts'
import { outcomeShare } from '../patterns/outcome-share.ts'

export const checkoutFailureRate: Indicator = outcomeShare({
  name: 'checkout_failure_rate',
  help: 'Share of ended steps of payment that were not completed: failed, given up or called off.',
  nextActions: {
    level:
      'Compare the declines by fault and by reason before {from} and after {until} UTC: ours can be mended here.',
    slope: 'See which fault and which reason of declines grow since {day}.',
  },
  kind: 'checkout',
  by: ['step'],
  watchedByDefault: true,
  readsStarts: false,
  ended: checkoutsEnded,
  having: checkoutsMissed,
})
