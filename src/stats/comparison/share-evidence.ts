// Whether the share of events lies below a limit, judged trial by trial, and valid whenever one looks.

export interface ShareEvidence {
  add(isEvent: boolean): void
  /** Natural log of the largest e-value so far against "each trial is an event with at least the probability of the limit". */
  evidence(): number
}

/** What the limit is held against, in parts of it, each with the same weight. */
const PARTS: readonly number[] = [0, 0.25, 0.5]

/**
 * The average of the likelihood ratios of smaller shares to the limit: a test martingale where every trial has the probability of the limit, and a
 * supermartingale where some have more. It ever reaches 1/alpha with a probability of at most alpha (Ville 1939).
 *
 * @param limit in (0, 1)
 */
export function createShareEvidence(limit: number): ShareEvidence {
  const logs = PARTS.map(() => -Math.log(PARTS.length))
  const steps = PARTS.map(part => ({
    event: Math.log(part),
    other: Math.log((1 - part * limit) / (1 - limit)),
  }))
  let most = 0
  return {
    add: isEvent => {
      for (const [place, { event, other }] of steps.entries())
        logs[place] = (logs[place] ?? 0) + (isEvent ? event : other)
      const top = Math.max(...logs)
      most = Math.max(most, top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0)))
    },
    evidence: () => most,
  }
}
