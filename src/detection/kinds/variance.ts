// A spread that widened or narrowed while the level stayed.
import type { Kind } from './kind.ts'

const otherwise = 'only varies more'

export const variance = {
  name: 'variance',
  rank: 40,
  drawing: 'band',
  measured: 'Spread',
  sized: true,
  good: 'down',
  unacceptable: null,
  up: {
    headline: 'became erratic',
    state: 'more variable',
    sentence: '{title} has been more erratic since {since}{doubt}.',
    otherwise,
  },
  down: {
    headline: 'became steadier',
    state: 'less variable',
    sentence: '{title} has been steadier since {since}{doubt}.',
    otherwise,
  },
  over: '{title} is back to normal{now}.',
  action: 'Compare single tasks from before {from} UTC with some from after {until} UTC.',
} as const satisfies Kind
