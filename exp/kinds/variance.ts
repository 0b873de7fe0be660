// A spread that widened or narrowed while the level stayed.
import type { Kind } from './kind.ts'

const sentence =
  '{title} has been {state} since {since}: its spread went from {from} to {to} ({size}){doubt}.'
const otherwise = 'only varies more'

export const variance = {
  name: 'variance',
  rank: 40,
  aspect: 'spread',
  drawing: 'band',
  measured: 'Spread',
  instead: null,
  latest: null,
  sized: true,
  good: 'down',
  unacceptable: null,
  up: { state: 'more variable', sentence, otherwise },
  down: { state: 'less variable', sentence, otherwise },
  over: '{title} is back to normal{latest}.',
  action: 'Compare single tasks from before {from} UTC with some from after {until} UTC.',
} as const satisfies Kind
