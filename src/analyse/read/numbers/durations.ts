// Durations of several parts, as Go, PostgreSQL, pandas and ISO 8601 write them: 17m31s, 00:17:31, 1 day 02:03:04, PT17M31S.
import { factorBetween } from './units.ts'

const PARTS =
  /^(?:\d+(?:\.\d+)?\s?(?:days?|d|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|sec|s|ms|us|µs|ns)[\s,]*){2,}$/
const PART = /(\d+(?:\.\d+)?)\s?([a-zµ]+)/g
const CLOCK = /^(?:(\d+) days?,? )?(\d+):([0-5]\d):([0-5]\d(?:[.,]\d+)?)$/
const ISO = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const LARGEST_FIRST = [86_400, 3600, 60, 1]

/** Seconds of a duration of several parts; null: it is none. Two parts alone, as in 17:31, may be hours or minutes and are none. */
export function readDuration(cell: string): number | null {
  const negative = /^[-\u2212]/.test(cell)
  const seconds = secondsOf(negative ? cell.slice(1) : cell)
  return seconds === null || !negative ? seconds : -seconds
}

function secondsOf(text: string): number | null {
  if (PARTS.test(text)) return partsOf(text)
  const clock = CLOCK.exec(text)
  const iso = clock === null && /\d/.test(text) ? ISO.exec(text) : null
  const found = clock ?? iso
  if (found === null) return null
  return LARGEST_FIRST.reduce(
    (sum, size, k) => sum + size * Number((found[k + 1] ?? '0').replace(',', '.')),
    0,
  )
}

/** Null where a part is as large as the one before it. */
function partsOf(text: string): number | null {
  let before = Number.POSITIVE_INFINITY
  let sum = 0
  for (const [, size, unit = ''] of text.matchAll(PART)) {
    const factor = factorBetween(unit.replace(/^(hr|min|sec)s$/, '$1'), 's')
    if (factor === null || factor >= before) return null
    before = factor
    sum += Number(size) * factor
  }
  return sum
}
