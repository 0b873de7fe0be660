// How many steps of payment failed in a bucket, by whose fault it is.
import type { Indicator } from '../indicator.ts'
import { checkoutsFailed } from '../patterns/checkout-counts.ts'
import { eventCount } from '../patterns/event-count.ts'

/** Not watched by default: where more is sold, more is declined. */
export const checkoutDeclines: Indicator = eventCount({
  name: 'checkout_declines',
  help: 'Steps of payment that failed in a bucket, by who is to mend it.',
  kind: 'checkout',
  of: checkoutsFailed,
  by: ['fault'],
  watchedByDefault: false,
  readsStarts: false,
})
