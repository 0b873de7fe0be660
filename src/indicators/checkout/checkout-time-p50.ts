// How long a step of payment took that came to its end.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { checkoutTime } from '../patterns/durations.ts'

export const checkoutTimeP50: Indicator = durationQuantile({
  name: 'checkout_time_p50',
  help: 'Median time from the start of a step of payment to its completion, of those that were completed.',
  nextActions: {
    level: 'Walk through the checkout as a customer would, and see what was changed in it since {from} UTC.',
    slope: 'See which step takes longer since {day}: the page, or the bank that asks who somebody is.',
    missing: 'Walk through the checkout as a customer would: nobody has completed it.',
  },
  kind: 'checkout',
  by: ['step'],
  watchedByDefault: true,
  readsStarts: false,
  quantile: 0.5,
  duration: checkoutTime,
})
