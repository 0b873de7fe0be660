// What a query of another system's numbers gave, by series: the mean where several samples fall into a bucket.

import { LIMBS, limbOf, sumOfLimbs } from '../../stats/long-sum.ts'
import { answer, insufficient } from '../answer.ts'
import type { Indicator } from '../indicator.ts'
import { type Count, counted } from '../measure.ts'
import { countOf, partName } from '../tally.ts'

const samples = counted('samples', ({ endedAt }) => endedAt)

/** The sum of their values, in whole numbers: it is the same in whatever order they come. */
const sums = Array.from(
  { length: LIMBS },
  (_, place): Count => ({
    type: 'count',
    name: partName('sample_sum', place),
    at: ({ endedAt }) => endedAt,
    count: ({ measures: { value = 0 } }) => limbOf(value, place),
  }),
)

/**
 * How sure its values are nobody says: the interval has no limits. What unit, family and good direction it has says the source, for each query by
 * itself; these are of what none is said.
 */
export const sampleMean: Indicator = {
  name: 'sample_mean',
  help: 'What a query gave, such as one of a Prometheus: the mean of its samples in a bucket.',
  nextActions: {
    level:
      'Run the query over the day around {from} UTC, without what it is added up by: one part of it moved.',
    missing: 'Run the query: it gives no such series since {from} UTC.',
  },
  unit: 'unitless',
  family: 'real',
  goodDirection: null,
  kind: 'sample',
  by: ['name', 'labels'],
  watchedByDefault: true,
  readsStarts: false,
  minimum: 1,
  maturity: 0,
  measures: [samples, ...sums],
  estimate: tally => {
    const n = countOf(tally, samples)
    if (n === 0) return insufficient(0)
    const value = sumOfLimbs(sums.map(limb => countOf(tally, limb))) / n
    return answer({ value, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }, n)
  },
}
