// How many observations of a name came in a bucket: the pulse of a source.

import type { Indicator } from '../indicator.ts'
import { counted } from '../measure.ts'
import { eventCount } from '../patterns/event-count.ts'

export const observationRate: Indicator = eventCount({
  name: 'observation_rate',
  help: 'Observations (gauge readings, rows written) in a bucket, by their name.',
  nextActions: {
    level: 'Check the job that writes these rows: its schedule changed between {from} and {until} UTC.',
    missing: 'Check the job that writes these rows: it has written nothing since {from} UTC.',
  },
  kind: 'observation',
  of: counted('observations', ({ endedAt }) => endedAt),
  by: ['name'],
  watchedByDefault: true,
  readsStarts: false,
})
