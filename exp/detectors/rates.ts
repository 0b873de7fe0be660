// Evidence on counts and proportions from their own likelihoods: right for three events as for three thousand.
import type { RateInput, RateModel } from '../baseline/rates.ts'
import { watchThreshold } from '../evidence/levels.ts'
import { LARGEST_EVIDENCE, LARGEST_GAIN, SIZES } from '../evidence/mixture.ts'
import { leastSize, ROW, rowTotal } from '../evidence/rows.ts'
import type { Detector } from './detector.ts'
import { type RecoveryState, startRecovery, stepRecovery } from './shared/recovery.ts'

/** Plain JSON. */
export interface RatesState {
  /** The sizes upwards, then the sizes downwards. */
  readonly rows: readonly number[]
  readonly recovery: RecoveryState | null
}

/**
 * The same recursion as for whitened scores, on likelihood ratios of Poisson or binomial buckets tempered by
 * the dispersion (quasi-likelihood, Wedderburn 1974): overdispersed and autocorrelated buckets carry as much
 * less evidence as their sums vary more. docs/reference/detectors/rates.md
 */
export const rates: Detector<RatesState> = {
  name: 'rates',
  kinds: ['level'],
  pausedBy: [],
  init: ({ model }) =>
    model.type === 'rate' ? { rows: Array.from({ length: ROW }, () => 0), recovery: null } : null,
  step(state, { model, reading, options }, own) {
    const { counted } = reading
    if (model.type !== 'rate' || counted === null) return [state, null]
    const rows = grown(model, state.rows, counted)
    const [up, down] = [rowTotal(rows, 0, 'up'), rowTotal(rows, 0, 'down')]
    const direction = up >= down ? 'up' : 'down'
    const log = Math.log(up + down)
    const recovery =
      own === null
        ? null
        : state.recovery === null
          ? startRecovery(model, own.direction, leastSize(rows, 0, own.direction))
          : stepRecovery(state.recovery, model, reading)
    const over = recovery !== null && recovery.evidence >= Math.log(watchThreshold(options.bucket))
    return [
      { rows, recovery },
      { log, pages: log >= model.page, kind: 'level', direction, ...(over ? { over } : {}) },
    ]
  },
  restart: ({ rows }) => ({ rows: rows.map(() => 0), recovery: null }),
  relearn: state => state,
}

function grown({ level }: RateModel, evidence: readonly number[], { events, rest }: RateInput): number[] {
  const next: number[] = []
  for (let place = 0; place < ROW; place += 1) {
    const pairs = place < SIZES.length ? level.up : level.down
    const size = place % SIZES.length
    const gain = events * (pairs[2 * size] ?? 0) + rest * (pairs[2 * size + 1] ?? 0)
    const factor = Math.exp(Math.min(gain, LARGEST_GAIN))
    next.push(Math.min((1 + (evidence[place] ?? 0)) * factor, LARGEST_EVIDENCE))
  }
  return next
}
