// The extent of an episode: a window is widened while the row stays away, and windows that belong together are one.

/** Positions [from, to). */
export interface Span {
  from: number
  to: number
}

/** The window with the parts next to it in which the row went half as far at least: the strongest window may be but the loudest part. */
export function widened(
  residuals: Float64Array,
  { from, to }: Span,
  { part, longest }: { part: number; longest: number },
): Span {
  const height = meanOf(residuals.subarray(from, to))
  const goesOn = (a: number, b: number): boolean =>
    a >= 0 && b <= residuals.length && meanOf(residuals.subarray(a, b)) / height > 0.5
  const span = { from, to }
  while (span.to - span.from < longest && goesOn(span.to, span.to + part)) span.to += part
  while (span.to - span.from < longest && goesOn(span.from - part, span.from)) span.from -= part
  return span
}

/** Of the known values; NaN where there are none. */
function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return sum / count
}

/** Parts of one episode, in order, less than a day apart, between which the row stayed where it was: half as far at least. */
export function joinedSpans(residuals: Float64Array, spans: readonly Span[], perDay: number): Span[] {
  const whole: Span[] = []
  for (const span of spans) {
    const last = whole.at(-1)
    if (last !== undefined && isOne(residuals, last, span, perDay)) last.to = span.to
    else whole.push({ ...span })
  }
  return whole
}

function isOne(residuals: Float64Array, last: Span, next: Span, perDay: number): boolean {
  const [one, two] = [last, next].map(({ from, to }) => meanOf(residuals.subarray(from, to))) as [
    number,
    number,
  ]
  if (next.from - last.to > perDay || Math.sign(one) !== Math.sign(two)) return false
  const between = meanOf(residuals.subarray(last.to, next.from))
  return Number.isNaN(between) || between * Math.sign(one) > Math.min(Math.abs(one), Math.abs(two)) / 2
}
