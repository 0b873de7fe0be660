// Evidence that the level of a whitened series has shifted: under every noise model that is not refuted, the least counts.

import { doubles } from '../../core/doubles.ts'
import { DAY } from '../../core/duration.ts'
import type { Alarm } from '../change.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import {
  agreed,
  agreedPages,
  agreedSize,
  copyRows,
  emptied,
  plainTotal,
  type RowsState,
  startRows,
  stepRows,
} from '../noise/refute.ts'
import type { Detector, Seen } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { type RecoveryState, startRecovery, stepRecovery } from './shared/recovery.ts'
import { addRun, NO_RUN, type Run, ratherThanLevel } from './shared/since.ts'

/** Plain JSON. */
export interface LevelState {
  rows: RowsState
  /** What the innovations were since evidence last was low. */
  run: Run
  /** There while an alarm stands. */
  recovery: RecoveryState | null
}

/** How much stricter about refuting noise models a series is after an alarm that ended by itself, in nats. */
const STRICTER = 2
/** A watch that has stood for so long pages at what a page asks of evidence: in as long a wander would have come back. */
const STOOD = 7 * DAY

/** docs/reference/detectors/evidence.md */
export const level: Detector<LevelState> = inPlace<LevelState>({
  name: 'level',
  kinds: ['level'],
  pausedBy: [],
  init: ({ model }) =>
    model.type === 'whitened' ? { rows: startRows(model.rows), run: NO_RUN, recovery: null } : null,
  copy: ({ rows, run, recovery }) => ({ rows: copyRows(rows), run, recovery }),
  advance(state, seen, own) {
    const { model, noise, reading } = seen
    if (model.type !== 'whitened' || noise === null) return null
    seen.tell?.(plainTotal(state.rows))
    const rows = stepRows(model.rows, state.rows, noise, reading.innovations)
    state.rows = rows
    const { run: before, recovery: recovering } = state
    state.run = NO_RUN
    state.recovery = null
    const threshold = watchThreshold(seen.options.bucket)
    // Below the fourth root of a watch's evidence nothing is in the making.
    const low = Math.sqrt(Math.sqrt(threshold))
    // AR(1) alone is always asked, so that the least of all is no more than its own.
    if (own === null && plainTotal(rows) < low) return null
    const { up, down } = agreed(rows)
    const run = up + down < low ? NO_RUN : addRun(before, reading.raw)
    state.run = run
    if (own === null && up + down < threshold) return null
    const direction = up >= down ? 'up' : 'down'
    const log = Math.log(up + down)
    const recovery = own === null ? null : recoveryAfter(recovering, rows, seen, own)
    state.recovery = recovery
    return {
      log,
      pages:
        agreedPages(model.rows, rows)[direction] ||
        (own !== null &&
          seen.at - own.at >= STOOD &&
          log >= model.rows.logThreshold + Math.log(PAGE_OVER_WATCH)),
      kind: 'level',
      direction,
      rather:
        own === null && log >= model.rows.logThreshold ? ratherThanLevel(run, reading.lately) : undefined,
      over: recovery !== null && isOver(recovery, seen),
    }
  },
  restart: ({ rows }, ended) => ({
    rows: ended
      ? { ...emptied(rows), stricter: Math.min(rows.stricter + STRICTER, 3 * STRICTER) }
      : { ...rows, rows: doubles(rows.rows.length) },
    run: NO_RUN,
    recovery: null,
  }),
  relearn(state, { model }) {
    if (model.type !== 'whitened') return null
    if (model.rows.factors.length === state.rows.starts.length) return state
    return { rows: startRows(model.rows), run: NO_RUN, recovery: null }
  },
  shifting({ rows }, frozen) {
    const { up, down } = frozen === null ? { up: 0, down: 0 } : agreed(rows)
    return [Math.log(up + down), Math.log(plainTotal(rows))]
  },
})

function recoveryAfter(
  recovery: RecoveryState | null,
  rows: RowsState,
  { model, reading }: Seen,
  { direction }: Alarm,
): RecoveryState {
  return recovery === null
    ? startRecovery(model, direction, agreedSize(rows, direction))
    : stepRecovery(recovery, model, reading)
}

function isOver({ evidence }: RecoveryState, { options }: Seen): boolean {
  return evidence >= Math.log(watchThreshold(options.bucket))
}
