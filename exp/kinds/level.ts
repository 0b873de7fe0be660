// A level that moved at once: a step.
import type { Kind } from './kind.ts'

const sentence = '{title} {state} from {from} to {to} ({size}) around {since}{doubt}.'

export const level = {
  name: 'level',
  rank: 30,
  aspect: 'level',
  drawing: 'step',
  measured: null,
  instead: null,
  latest: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: { state: 'stepped up', sentence, otherwise: 'stepped up at once' },
  down: { state: 'stepped down', sentence, otherwise: 'stepped down at once' },
  over: '{title} is back to normal{latest}, after {to}.',
  action: 'Check what was released, switched or configured between {from} and {until} UTC.',
} as const satisfies Kind
