// How sure a change is, in a word and as a length of time.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { formatSpan } from '../../core/format.ts'
import type { Change } from '../../detection/change.ts'

/** Decimal logarithms of the evidence; of an hourly series about 4 is a watch, 5.9 a page. */
const WORDS: ReadonlyArray<readonly [number, string]> = [
  [12, 'practically certain'],
  [8, 'very sure'],
  [5.5, 'sure'],
  [4, 'fairly sure'],
]

const YEAR = 365.25 * DAY
/** Beyond so many years a power of ten says all there is to say, and beyond the other nothing more. */
const MANY_YEARS = 1000
const MOST_YEARS = 1_000_000

/** The evidence in a word: `very sure`. */
export function sureWord(evidence: number): string {
  const decimal = evidence / Math.LN10
  return WORDS.find(([least]) => decimal >= least)?.[1] ?? 'not sure yet'
}

/**
 * `evidence` is the log of an e-process, whose mean time between false alarms at height A is at least A
 * points: so the answer is a length of time, the only kind of probability that a tired reader can weigh.
 */
export function sureMeaning({ evidence }: Pick<Change, 'evidence'>, bucket: Millis): string {
  if (!(evidence > 0)) return 'chance alone may do this at any time'
  const span = Math.exp(Math.min(evidence, 700)) * bucket
  return `chance alone does this less than once in ${spanWords(span)} of such data`
}

function spanWords(span: Millis): string {
  const years = span / YEAR
  if (years <= MANY_YEARS) return formatSpan(span)
  const power = 10 ** Math.floor(Math.log10(Math.min(years, MOST_YEARS)) + 1e-9)
  return `${power.toLocaleString('en-US')} years`
}

/** Log of an e-value as a power of ten: `10^9.6`. */
export function evidenceNumber(evidence: number): string {
  return Number.isFinite(evidence) ? `10^${(evidence / Math.LN10).toFixed(1)}` : 'unknown'
}
