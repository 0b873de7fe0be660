// A few values far beyond what the series ever did: a spike, or a burst of hours.
import type { Kind } from './kind.ts'

export const burst = {
  name: 'burst',
  rank: 25,
  aspect: 'moment',
  drawing: 'outliers',
  measured: 'Extreme',
  instead: null,
  latest: null,
  sized: true,
  good: 'by-direction',
  unacceptable: 'a spike has no lasting level to accept; silence or snooze the alert instead',
  up: {
    state: 'far above its usual range',
    sentence:
      '{title} has been far above its usual range since {since}: usual then {from}, up to {to} ({size}){doubt}.',
    otherwise: 'spiked',
  },
  down: {
    state: 'far below its usual range',
    sentence:
      '{title} has been far below its usual range since {since}: usual then {from}, down to {to} ({size}){doubt}.',
    otherwise: 'dropped for a moment',
  },
  over: '{title} is back in its usual range{latest}, after {to}.',
  action: 'Check what ran, failed or was retried between {from} and {until} UTC.',
} as const satisfies Kind
