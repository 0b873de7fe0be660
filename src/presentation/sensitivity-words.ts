// A sensitivity card as a sentence.
import { formatSpan } from '../core/format.ts'
import { type Card, type Delays, FEWEST_PLANTS, type Sensitivity } from '../detection/sensitivity.ts'

type Sized = Pick<Card, 'direction' | 'sizes' | 'of'>

/** `a 20 % rise would be reported within 9 hours (95 %: 6 hours to 14 hours), 10 % within 12 days, 5 % not within 90 days`. */
export function cardWords({ direction, sizes, of }: Sized): string {
  const known = sizes.filter(({ delays }) => delays !== null)
  if (known.length === 0)
    return `insufficient: fewer than ${FEWEST_PLANTS} moments of its history say how soon a change would be reported`
  const change = direction === 'up' ? 'rise' : 'fall'
  const size = ({ share }: Sensitivity): string =>
    `${Math.round(share * 100)} ${of === 'points' ? 'points' : '%'}`
  const sized = (one: Sensitivity): string =>
    of === 'points' ? `a ${change} by ${size(one)}` : `a ${size(one)} ${change}`
  const words = sizes.map((one, place) =>
    place === 0
      ? `${sized(one)} would be reported ${delayWords(one.delays)}`
      : `${size(one)} ${delayWords(one.delays)}`,
  )
  const bare = known.some(({ delays }) => delays?.within != null && delays.range === null)
  return `${words.join(', ')}${bare ? '; insufficient for a range where none is given' : ''}`
}

/** From then on a share is as good as none. */
const HARDLY = 0.05

function delayWords(delays: Delays | null): string {
  if (delays === null) return 'insufficient'
  const { within, range, share, followed } = delays
  if (within === null) {
    if (share < HARDLY) return `not within ${formatSpan(followed)}`
    return `within ${formatSpan(followed)} in ${Math.round(share * 100)} of 100 cases`
  }
  if (range === null) return `within ${formatSpan(within)}`
  const { lower, upper } = range
  const to = upper === null ? 'longer than was seen' : formatSpan(upper)
  return `within ${formatSpan(within)} (95 %: ${formatSpan(lower)} to ${to})`
}
