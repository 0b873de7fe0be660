// Rows in the order of time, and one row a time.

/** What counts of rows with the same time. */
export const REPEATED_RULES = ['last', 'first', 'mean', 'sum'] as const
export type RepeatedRule = (typeof REPEATED_RULES)[number]

/** So many rows, and this share of them, may repeat a time with another number; more must be asked about. */
const FEW = 10
const SHARE = 0.05

export interface Ordered {
  times: Float64Array
  values: Float64Array
  notes: string[]
}

/**
 * Sorts by time where needed, and joins rows with the same time by `rule`; null: the last number counts where they are few. Throws
 * RangeError where many repeat a time with another number.
 */
export function inOrder(given: Float64Array, numbers: Float64Array, rule: RepeatedRule | null): Ordered {
  const sorted = sortedByTime(given, numbers)
  const repeated = sorted.times.reduce(
    (count, time, i) => count + (i > 0 && time === sorted.times[i - 1] ? 1 : 0),
    0,
  )
  if (repeated === 0) return sorted
  const groups = groupsOf(sorted.times)
  const differing = groups.reduce((sum, [from, to]) => sum + differingIn(sorted.values, from, to), 0)
  if (rule === null && differing > FEW && differing > SHARE * given.length) {
    throw new RangeError(
      `${repeated} of ${given.length} rows repeat a time: --repeated last, first, mean or sum joins them, --where reads one of several series, --time date+hour reads the time from more columns`,
    )
  }
  const values = Float64Array.from(groups, ([from, to]) =>
    joined(sorted.values.subarray(from, to), rule ?? 'last'),
  )
  const note = `${repeated} row(s) repeated a time; ${WORDS[rule ?? 'last']}`
  return {
    times: Float64Array.from(groups, ([from]) => sorted.times[from] as number),
    values,
    notes: [...sorted.notes, note],
  }
}

const WORDS: Readonly<Record<RepeatedRule, string>> = {
  last: 'the last one counts',
  first: 'the first one counts',
  mean: 'their mean counts',
  sum: 'their sum counts',
}

function sortedByTime(times: Float64Array, values: Float64Array): Ordered {
  let unsorted = 0
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) unsorted++
  if (unsorted === 0) return { times, values, notes: [] }
  const order = Uint32Array.from(times, (_, i) => i).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  )
  return {
    times: Float64Array.from(order, i => times[i] as number),
    values: Float64Array.from(order, i => values[i] as number),
    notes: [
      unsorted === times.length - 1
        ? 'the rows begin with the newest; they were turned about'
        : 'the rows were not in the order of time; they were sorted',
    ],
  }
}

/** First and past the last row of each time. */
function groupsOf(times: Float64Array): Array<[from: number, to: number]> {
  const groups: Array<[number, number]> = []
  let from = 0
  for (let i = 1; i <= times.length; i++) {
    if (i < times.length && times[i] === times[from]) continue
    groups.push([from, i])
    from = i
  }
  return groups
}

/** Rows of a time that have another number than the first that is one. */
function differingIn(values: Float64Array, from: number, to: number): number {
  if (to === from + 1) return 0
  const known = values.subarray(from, to).filter(value => !Number.isNaN(value))
  return known.reduce((count, value) => count + (value === known[0] ? 0 : 1), 0)
}

/** NaN where none is a number. */
function joined(values: Float64Array, rule: RepeatedRule): number {
  if (values.length === 1) return values[0] as number
  const known = values.filter(value => !Number.isNaN(value))
  if (known.length === 0) return Number.NaN
  if (rule === 'last') return known[known.length - 1] as number
  if (rule === 'first') return known[0] as number
  const sum = known.reduce((total, value) => total + value, 0)
  return rule === 'sum' ? sum : sum / known.length
}
