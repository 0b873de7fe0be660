// A level that keeps moving: a slow rise or decline.
import type { Kind } from './kind.ts'

export const slope = {
  name: 'slope',
  rank: 31,
  drawing: 'ramp',
  measured: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: {
    headline: 'is rising',
    state: 'rising',
    sentence: '{title} has been rising since {since}, from {from} to {to} ({size}){doubt}.',
    otherwise: 'has begun to rise',
  },
  down: {
    headline: 'is falling',
    state: 'falling',
    sentence: '{title} has been falling since {since}, from {from} to {to} ({size}){doubt}.',
    otherwise: 'has begun to fall',
  },
  over: '{title} is back to normal{now}, after {to}.',
  action: 'Look for what has grown since {day}: backlog, input size, table size, retries.',
} as const satisfies Kind
