// Stretches of time together: those that overlap as one.
import type { Millis } from '../core/clock.ts'

export interface Span {
  from: Millis
  to: Millis
}

/** In time order; stretches that touch are one. */
export function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = union.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else union.push({ from, to })
  }
  return union
}
