// One hour of the day that is no longer what it was, while the others are.
import type { Kind } from './kind.ts'

export const hour = {
  name: 'hour',
  rank: 41,
  aspect: 'spread',
  drawing: 'outliers',
  measured: 'That hour',
  instead: null,
  latest: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: {
    state: 'higher at one hour of the day',
    sentence: '{title} has been higher at one hour of the day since {since}, {from} to {to} ({size}){doubt}.',
    otherwise: 'is higher at one hour of the day',
  },
  down: {
    state: 'lower at one hour of the day',
    sentence: '{title} has been lower at one hour of the day since {since}, {from} to {to} ({size}){doubt}.',
    otherwise: 'is lower at one hour of the day',
  },
  over: '{title} is back to normal{latest}.',
  action: 'Check what runs at that hour every day, and what changed in it around {day}.',
} as const satisfies Kind
