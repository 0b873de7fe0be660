// The counts of checkouts that indicators share.
import { type Count, counted } from '../measure.ts'

/** Whatever the outcome. */
export const checkoutsEnded: Count = counted('checkouts_ended', ({ endedAt }) => endedAt)

/** Failed, given up or called off. */
export const checkoutsMissed: Count = counted('checkouts_missed', ({ endedAt, outcome }) =>
  outcome === 'completed' ? null : endedAt,
)

export const checkoutsFailed: Count = counted('checkouts_failed', ({ endedAt, outcome }) =>
  outcome === 'failed' ? endedAt : null,
)
