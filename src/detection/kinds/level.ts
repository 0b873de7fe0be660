// A level that moved at once: a step.
import type { Kind } from './kind.ts'

const sentence = '{title} {headline} from {from} to {to} ({size}) around {since}{doubt}.'

export const level = {
  name: 'level',
  rank: 30,
  drawing: 'step',
  measured: null,
  sized: true,
  good: 'by-direction',
  unacceptable: null,
  up: { headline: 'stepped up', state: 'stepped up', sentence, otherwise: 'stepped up at once' },
  down: { headline: 'stepped down', state: 'stepped down', sentence, otherwise: 'stepped down at once' },
  over: '{title} is back to normal{now}, after {to}.',
  action: 'Look at what was released, switched or configured between {from} and {until} UTC.',
} as const satisfies Kind
