// What of a card got worse since an earlier one of the same series.
import { formatSpan } from '../../../core/format.ts'
import type { Card, Sensitivity } from '../../../detection/sensitivity.ts'

/** In words, one a size: what would be reported later than 95 of 100 were before, or not any more. */
export function worseSince(before: Card, now: Card): string[] {
  return now.sizes.flatMap(one => {
    const was = before.sizes.find(({ share }) => share === one.share)
    return was === undefined ? [] : (worse(was, one) ?? [])
  })
}

function worse({ delays: was }: Sensitivity, { share, delays: is }: Sensitivity): string | null {
  const upper = was?.range?.upper ?? null
  if (was === null || upper === null || is === null) return null
  const percent = `${Math.round(share * 100)} %`
  const before = `it was within ${formatSpan(was.within ?? upper)}`
  if (is.within === null && is.followed > upper)
    return `a change of ${percent} would not be reported within ${formatSpan(is.followed)}; ${before}`
  if (is.within !== null && is.within > upper)
    return `a change of ${percent} would be reported within ${formatSpan(is.within)}; ${before}`
  return null
}
