// Evidence on counts and proportions from their own likelihoods: right for three events as for three thousand.
import { doubles } from '../../core/doubles.ts'
import type { RateFrozen, RateInput, RateModel } from '../baseline/rates.ts'
import { watchThreshold } from '../evidence/levels.ts'
import { LARGEST_EVIDENCE, LARGEST_GAIN } from '../evidence/mixture.ts'
import { leastSize, ROW, rowTotal } from '../evidence/rows.ts'
import type { Detector } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { type RecoveryState, startRecovery, stepRecovery } from './shared/recovery.ts'

/** Plain JSON. */
export interface RatesState {
  /** The sizes upwards, then the sizes downwards. */
  readonly rows: number[]
  recovery: RecoveryState | null
}

/**
 * The same recursion as for whitened scores, on likelihood ratios of Poisson or binomial buckets tempered by
 * the dispersion (quasi-likelihood, Wedderburn 1974): overdispersed and autocorrelated buckets carry as much
 * less evidence as their sums vary more. docs/reference/detectors/rates.md
 */
export const rates: Detector<RatesState> = inPlace<RatesState>({
  name: 'rates',
  kinds: ['level'],
  pausedBy: [],
  init: ({ model }) => (model.type === 'rate' ? { rows: doubles(ROW), recovery: null } : null),
  copy: ({ rows, recovery }) => ({ rows: rows.slice(), recovery }),
  advance(state, { model, reading, options }, own) {
    const { counted } = reading
    if (model.type !== 'rate' || counted === null) return null
    const { rows, recovery: before } = state
    state.recovery = null
    grow(model, rows, counted)
    const [up, down] = [rowTotal(rows, 0, 'up'), rowTotal(rows, 0, 'down')]
    const direction = up >= down ? 'up' : 'down'
    if (own === null && up + down < watchThreshold(options.bucket)) return null
    const log = Math.log(up + down)
    const recovery =
      own === null
        ? null
        : before === null
          ? startRecovery(model, own.direction, leastSize(rows, 0, own.direction))
          : stepRecovery(before, model, reading)
    state.recovery = recovery
    const over = recovery !== null && recovery.evidence >= Math.log(watchThreshold(options.bucket))
    return { log, pages: log >= model.page, kind: 'level', direction, ...(over ? { over } : {}) }
  },
  restart: () => ({ rows: doubles(ROW), recovery: null }),
  relearn: state => state,
})

function grow({ level }: RateModel, rows: number[], { events, rest }: RateInput): void {
  const pairs = pairsOf(level)
  for (let place = 0; place < ROW; place += 1) {
    const gain = events * (pairs[2 * place] as number) + rest * (pairs[2 * place + 1] as number)
    const factor = Math.exp(Math.min(gain, LARGEST_GAIN))
    rows[place] = Math.min((1 + (rows[place] as number)) * factor, LARGEST_EVIDENCE)
  }
}

/** The pairs upwards, then those downwards, as flat numbers: what is frozen is a list that is read many times as slowly. */
const flattened = new WeakMap<RateFrozen, Float64Array>()

function pairsOf(level: RateFrozen): Float64Array {
  const known = flattened.get(level)
  if (known !== undefined) return known
  const flat = Float64Array.from([...level.up, ...level.down])
  flattened.set(level, flat)
  return flat
}
