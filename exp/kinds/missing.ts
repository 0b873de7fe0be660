// No value for longer than the series was ever silent.
import type { Kind } from './kind.ts'

const words = {
  state: 'silent',
  sentence: '{title} has been silent since {since}.',
  otherwise: 'its level has moved',
}

export const missing = {
  name: 'missing',
  rank: 10,
  aspect: 'presence',
  drawing: 'gap',
  measured: null,
  instead: 'No data',
  latest: 'Nothing since {since} UTC.',
  sized: false,
  good: 'never',
  unacceptable: 'the series is silent, so there is no level to accept; silence or snooze the alert instead',
  up: words,
  down: words,
  over: '{title} reports again{latest}.',
  action: 'Check that the platform still writes these rows, and that slowburn can read them.',
} as const satisfies Kind
