// Comparing floating-point results with reference values, and counting how often an interval holds the truth.
import assert from 'node:assert/strict'

/** Fails unless `actual` is within `tolerance` of `expected`, relative to its size (absolute below 1). */
export function assertClose(actual: number, expected: number, tolerance = 1e-10): void {
  const off = Math.abs(actual - expected)
  assert.ok(
    off <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected} (off by ${off})`,
  )
}

/** The share of `repetitions` in which the interval that `draw` gives holds `truth`. */
export function coverage(
  repetitions: number,
  truth: number,
  draw: (repetition: number) => { lower: number; upper: number },
): number {
  let held = 0
  for (let i = 0; i < repetitions; i++) {
    const { lower, upper } = draw(i)
    if (lower <= truth && truth <= upper) held++
  }
  return held / repetitions
}
