// The same value again and again, longer than the series ever repeated itself.
import type { Kind } from './kind.ts'

const words = {
  state: 'stuck at one value',
  sentence: '{title} has been stuck at {to} since {since}.',
  otherwise: 'its level has moved',
}

export const stuck = {
  name: 'stuck',
  rank: 20,
  aspect: 'presence',
  drawing: 'flat',
  measured: null,
  instead: 'Always {to}',
  latest: '{latest}, again and again.',
  sized: false,
  good: 'never',
  unacceptable: 'the series is stuck, so there is no level to accept; silence or snooze the alert instead',
  up: words,
  down: words,
  over: '{title} varies again{latest}.',
  action: 'Check whether {to} is a timeout, a default or a copied value: it no longer varies.',
} as const satisfies Kind
