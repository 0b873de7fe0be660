// Asks parts as they are, for tests of what they answer: of their manners nothing is watched.
import type { Attendant } from '../../src/app/containment/attend.ts'
import { watchdogOf } from './watchdog.ts'

export const unattended: Attendant = {
  watchdog: watchdogOf(),
  call: (_, work) => work(),
  ask: (_, signal, work) => work(signal),
}
