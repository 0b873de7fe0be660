// The one level of confidence at which slowburn states intervals of values.

/** Two-sided coverage. */
const CONFIDENCE = 0.95

/** Probability left out on each side. */
export const TAIL = (1 - CONFIDENCE) / 2

/** Standard normal quantile of `1 - TAIL`. */
export const Z = 1.959963984540054
