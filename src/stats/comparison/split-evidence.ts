// Whether what is assigned to the first of two sides is the share that was meant, judged one by one, and valid whenever one looks.

export interface SplitEvidence {
  add(isFirst: boolean): void
  /** Natural log of the largest e-value so far against the share that was meant. */
  evidence(): number
}

/** Of how many trials the prior is worth: shares within some ten points of the meant one are thought likely beforehand. */
const CONCENTRATION = 100

/**
 * A beta prior about the meant share is held against it: the product of the predictive probabilities over those of the meant share is a test
 * martingale while each is assigned by itself with that share, and ever reaches 1/alpha with a probability of at most alpha (Lindon and
 * Malek 2022, "Anytime-valid inference for multinomial count data", for two categories).
 *
 * @param share meant for the first side, in (0, 1)
 */
export function createSplitEvidence(share: number): SplitEvidence {
  let first = CONCENTRATION * share
  let second = CONCENTRATION * (1 - share)
  let log = 0
  let most = 0
  return {
    add: isFirst => {
      const all = first + second
      log += isFirst ? Math.log(first / all / share) : Math.log(second / all / (1 - share))
      if (isFirst) first += 1
      else second += 1
      most = Math.max(most, log)
    },
    evidence: () => most,
  }
}
