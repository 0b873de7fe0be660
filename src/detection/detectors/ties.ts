// Sticking: how unlikely is a run of equal values as long as the present one?
import { isRate } from '../baseline/values.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import type { Detector } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { fitRuns, isTie, logSurvival, type RunFrozen, tieLengths, withRun } from './shared/runs.ts'

/** Plain JSON. */
export interface TiesState {
  frozen: RunFrozen
  /** Whether values repeat by nature: then a run that was raised and is over belongs to what the series does. */
  readonly repeats: boolean
  /** What lies nearer than this is equal. */
  readonly resolution: number
  readonly center: number
  score: number
  run: number
  /** Successive values unlike the one before. */
  fresh: number
}

/** Values nearer to each other than this share of sigma are equal for all that matters. */
const TIE_RESOLUTION = 1e-3
/** Fewer equal values in a row than this are a coincidence of their resolution, whatever the baseline was like. */
const FEWEST_EQUAL = 4
/** From this share of equal neighbours on a series repeats itself by nature: rain, a queue that is mostly empty, small numbers. */
const BY_NATURE = 0.05
/** So many unlike values in a row end a `stuck`. */
const FRESH_ENOUGH = 3

/** docs/reference/detectors/liveness.md */
export const ties: Detector<TiesState> = inPlace<TiesState>({
  name: 'ties',
  kinds: ['stuck'],
  pausedBy: [],
  init({ model, summary, samples, options }) {
    if (isRate(options.family) || model.type === 'rate') return null
    const scores = samples.map(({ score }) => score)
    const resolution = TIE_RESOLUTION * summary.sigma
    const lengths = tieLengths(scores, resolution)
    return {
      frozen: fitRuns(lengths),
      repeats: 1 - lengths.length / scores.length > BY_NATURE,
      resolution,
      center: summary.center,
      score: scores.at(-1) ?? 0,
      run: 1,
      fresh: 0,
    }
  },
  copy: ({ frozen, repeats, resolution, center, score, run, fresh }) => ({
    frozen,
    repeats,
    resolution,
    center,
    score,
    run,
    fresh,
  }),
  advance(state, { at, reading, options }, own) {
    const { score } = reading
    const tied = isTie(score, state.score, state.resolution)
    if (state.repeats && !tied) state.frozen = withRun(state.frozen, state.run)
    state.score = score
    state.run = tied ? state.run + 1 : 1
    state.fresh = tied ? 0 : Math.min(state.fresh + 1, FRESH_ENOUGH)
    const { frozen, run } = state
    if (own === null && run < FEWEST_EQUAL) return null
    const direction = score >= state.center ? ('up' as const) : ('down' as const)
    const evidence = { log: 0, pages: false, kind: 'stuck' as const, direction }
    if (state.fresh >= FRESH_ENOUGH) return own === null ? null : { ...evidence, over: true }
    if (own === null && run < Math.max(FEWEST_EQUAL, frozen.longest + 1)) return null
    const log = -logSurvival(frozen, run)
    const pages = log >= Math.log(watchThreshold(options.bucket) * PAGE_OVER_WATCH)
    return { ...evidence, log, pages, since: at - (run - 1) * options.bucket }
  },
  restart: state => state,
  relearn: state => state,
})
