// Whether a part has been heard from since the start: one that failed before it, and was asked nothing since, is not mended for that,
// and its alarm goes on.
import type { Millis } from '../../../core/clock.ts'
import type { OwnerKind } from '../../../core/loop-guard/owners.ts'
import type { Labels } from '../../../core/series-key.ts'
import { FAILED_LATELY } from '../../faults/failings.ts'
import type { Live } from '../../status.ts'

/** Kinds of which all is known once a tick has ended: what indicators fail on is recalled, and the others are asked at every tick. */
const KNOWN: ReadonlySet<string> = new Set<OwnerKind>(['notifier', 'indicator', 'metric', 'detector'])

/**
 * Whether an alarm that was raised, and is not among those that stand, is over. What is asked when somebody looks, when something is to be sent
 * or when an event comes is given an hour for it. `since`: when slowburn first looked.
 */
export function isHeard(
  { alertname, kind = '' }: Labels,
  since: Millis,
  now: Millis,
  { lastTickAt }: Pick<Live, 'lastTickAt'>,
): boolean {
  if (alertname !== 'SlowburnPartFaulty') return true
  if (lastTickAt === null) return false
  return KNOWN.has(kind) || now - since >= FAILED_LATELY
}
