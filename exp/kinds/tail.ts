// Values far out that come more often than they did, while the rest stays as it was.
import type { Kind } from './kind.ts'

const otherwise = 'only varies more'

export const tail = {
  name: 'tail',
  formerly: ['distribution'],
  rank: 42,
  aspect: 'spread',
  drawing: 'outliers',
  measured: 'Outer 2 %',
  instead: null,
  latest: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: {
    state: 'with a heavier upper tail',
    sentence:
      '{title} has had more high outliers since {since}: its outer 2 % went from {from} to {to} ({size}){doubt}.',
    otherwise,
  },
  down: {
    state: 'with a heavier lower tail',
    sentence:
      '{title} has had more low outliers since {since}: its outer 2 % went from {from} to {to} ({size}){doubt}.',
    otherwise,
  },
  over: '{title} is back to normal{latest}.',
  action: 'Compare the outliers since {from} UTC with each other: what do they have in common?',
} as const satisfies Kind
