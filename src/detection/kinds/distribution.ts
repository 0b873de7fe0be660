// One side of the distribution that moved while its middle stayed: its outer decile.
import type { Kind } from './kind.ts'

const sentence = '{title} {state} around {since}: it went from {from} to {to} ({size}){doubt}.'
const otherwise = 'only varies more'

export const distribution = {
  name: 'distribution',
  rank: 41,
  drawing: 'outliers',
  measured: 'Outer decile',
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: { state: 'shifted up in its outer decile', sentence, otherwise },
  down: { state: 'shifted down in its outer decile', sentence, otherwise },
  over: '{title} is back to normal{latest}.',
  action: 'Compare single tasks from before {from} UTC with some from after {until} UTC.',
} as const satisfies Kind
