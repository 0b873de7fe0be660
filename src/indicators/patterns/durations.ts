// The durations of tasks and of checkouts, in milliseconds.
import type { Millis } from '../../core/clock.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import { logScale } from '../../stats/sketches/log-sketch.ts'
import type { Distribution } from '../measure.ts'

type Moment = (lifecycle: Lifecycle) => Millis | null

/** A quantile is then known to within 1 %. */
const FINE = 0.005
/** Fine enough to see that run times are equal: they are cut off by a timeout. */
const FINEST = 1 / 800

/** A duration below zero is a fault of clocks, not a duration, and is left out. */
function duration(name: string, accuracy: number, knownAt: Moment, from: Moment, to: Moment): Distribution {
  return {
    type: 'distribution',
    name,
    scale: logScale(accuracy),
    at: lifecycle => {
      const [begun, over] = [from(lifecycle), to(lifecycle)]
      return begun === null || over === null || over < begun ? null : knownAt(lifecycle)
    },
    value: lifecycle => (to(lifecycle) ?? 0) - (from(lifecycle) ?? 0),
  }
}

const queued: Moment = ({ openedAt }) => openedAt
const started: Moment = ({ startedAt }) => startedAt
const ended: Moment = ({ endedAt }) => endedAt

/**
 * From queueing to start. A measured start is known when it happens. A reconstructed one is known only when the task has
 * ended, and counts then: otherwise a closed bucket would look different once more tasks have ended.
 */
export const queueWait = duration(
  'queue_wait',
  FINE,
  ({ startedAt, start, endedAt }) => (start === 'reconstructed' ? endedAt : startedAt),
  queued,
  started,
)

/** From start to end, whatever the outcome. */
export const runTime = duration('run_time', FINEST, ended, started, ended)

/** From queueing to end, whatever the outcome. */
export const totalTime = duration('total_time', FINE, ended, queued, ended)

/** From start to end of what was completed: what is given up takes as long as its owner lets it wait. */
export const checkoutTime = duration(
  'checkout_time',
  FINE,
  ({ endedAt, outcome }) => (outcome === 'completed' ? endedAt : null),
  queued,
  ended,
)
