// Fisher's noncentral hypergeometric distribution: how the events of a 2x2 table fall on one side, given its margins.

/** Of `first` and `second` trials `events` were events, whichever side they fell on. Whole numbers; at most all of them. */
export interface Margins {
  first: number
  second: number
  events: number
}

/** The fewest and the most events that can have fallen on the first side. */
export function supportOf({ first, second, events }: Margins): readonly [least: number, most: number] {
  return [Math.max(0, events - second), Math.min(first, events)]
}

/**
 * Natural log of the probability of `hits` events on the first side where the log of the odds ratio is `theta`: Fisher (1935),
 * "The logic of inductive inference", J. R. Stat. Soc. 98:39-82. Minus infinity outside of the support. O(min(first, events)).
 */
export function logProbability(margins: Margins, hits: number, theta: number): number {
  const [least, most] = supportOf(margins)
  if (hits < least || hits > most) return Number.NEGATIVE_INFINITY
  const { first, second, events } = margins
  const logs: number[] = [0]
  let log = 0
  for (let x = least; x < most; x++) {
    log += theta + Math.log(((first - x) * (events - x)) / ((x + 1) * (second - events + x + 1)))
    logs.push(log)
  }
  const top = Math.max(...logs)
  const sum = logs.reduce((total, one) => total + Math.exp(one - top), 0)
  return (logs[hits - least] ?? 0) - top - Math.log(sum)
}
