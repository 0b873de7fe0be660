// One side of the distribution that moved while its middle stayed: its outer tenth.
import type { Kind } from './kind.ts'

const sentence = 'The distribution of {lowerTitle} {headline} around {since}{doubt}.'
const otherwise = 'only varies more'

export const distribution = {
  name: 'distribution',
  rank: 41,
  drawing: 'outliers',
  measured: 'Outer tenth',
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: { headline: 'shifted up', state: 'distribution shifted up', sentence, otherwise },
  down: { headline: 'shifted down', state: 'distribution shifted down', sentence, otherwise },
  over: '{title} is back to normal{now}.',
  action: 'Compare single tasks from before {from} UTC with some from after {until} UTC.',
} as const satisfies Kind
