// A level that keeps moving: a slow rise or decline.
import type { Kind } from './kind.ts'

const sentence = '{title} has been {state} since {since}, from {from} to {to} ({size}){doubt}.'

export const slope = {
  name: 'slope',
  rank: 31,
  aspect: 'level',
  drawing: 'ramp',
  measured: null,
  instead: null,
  latest: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: { state: 'rising', sentence, otherwise: 'has begun to rise' },
  down: { state: 'falling', sentence, otherwise: 'has begun to fall' },
  over: '{title} is back to normal{latest}, after {to}.',
  action: 'Check what has grown since {day}: backlog, input size, table size, retries.',
} as const satisfies Kind
