// Every hour of the day watched as itself: what happens at one of them drowns in the twenty-three others.
import type { Baseline, Model } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import type { Reading } from '../baseline/reading.ts'
import type { Direction } from '../change.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import { LARGEST_GAIN } from '../evidence/mixture.ts'
import { clamp } from '../evidence/score.ts'
import { loudnessOf, tablesOf } from '../rhythm/tables.ts'
import type { Detector, Evidence } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import { isMoving } from './shared/since.ts'

/** Plain JSON. By hour; within it by direction and size. */
export interface HoursState {
  readonly slots: number
  /** What each process loses at a point, in hundredths of a nat: size times tolerance, and the noise's own. */
  readonly costs: readonly (readonly number[])[]
  /** log(1 + R) in sixty-fourths of a nat, rounded down: each process steps once a day. */
  readonly logs: (readonly number[])[]
  /** Sum of all R. */
  total: number
  /** The hour an alarm is for and the log evidence that it is over; -1: none. */
  hour: number
  recovery: number
}

const SIZES = [1.6, 3.2] as const
const PER_HOUR = 2 * SIZES.length
/** Hours may raise a tenth of the false alarms that the level may. */
const SHARE = 10
/** Innovations beyond this many standard deviations count as this many. */
const FARTHEST = 8
/** The least that an hour's own level is held to be off by; seasons move single hours more than the level. */
const LEAST_TOLERANCE = 0.5
const FEWEST_DAYS = 7
/** Sum of all R below which there is nothing to say. */
const QUIET = PER_HOUR * SHARE * Math.exp(5)
const GRAIN = 64
const EMPTY: readonly number[] = [0, 0, 0, 0]
const COST = 100

/**
 * `R <- (1 + R) exp(min(d (+-e - nu) - psi, 3.4))` for each hour, sign and size d of 1.6 and 3.2, at that hour alone; their mean
 * over signs and sizes, summed over the hours, grows by one a point at most. docs/reference/detectors/hours.md
 */
export const hours: Detector<HoursState> = inPlace<HoursState>({
  name: 'hours',
  kinds: ['hour'],
  pausedBy: ['level', 'slope', 'variance'],
  init: learn,
  copy: ({ slots, costs, logs, total, hour, recovery }) => ({
    slots,
    costs,
    logs: logs.slice(),
    total,
    hour,
    recovery,
  }),
  advance(state, { reading, model, options, plain, claims }, own) {
    const { slot } = reading.place
    const value = clamp(reading.raw, -FARTHEST, FARTHEST)
    const latest = own === null || state.hour >= 0 ? state.hour : loudest(state)
    growHour(state, slot, value, placed(reading, model))
    if (own === null && state.total < QUIET) return null
    const log = Math.log(Math.max(state.total, 1e-9) / PER_HOUR / SHARE)
    if (own === null && (claims.length > 0 || isMoving(plain(), options.bucket))) return null
    const threshold = watchThreshold(options.bucket)
    const direction = directionAt(state, slot)
    const evidence: Evidence = {
      log,
      pages: log >= Math.log(threshold * PAGE_OVER_WATCH),
      kind: 'hour',
      direction: own?.direction ?? direction,
    }
    if (own === null) return isSeen(state, reading, direction) ? evidence : { ...evidence, ...NOT_YET }
    state.hour = latest
    if (latest !== slot) return evidence
    const shift = (own.direction === 'up' ? 1 : -1) * SIZES[0]
    const gain = Math.min((shift * shift) / 2 - shift * value, LARGEST_GAIN)
    state.recovery = Math.max(0, state.recovery + gain)
    const over = state.recovery >= Math.log(threshold / state.slots)
    return { ...evidence, ...(over ? { over } : {}) }
  },
  restart: state => ({ ...state, logs: state.logs.map(() => EMPTY), total: 0, hour: -1, recovery: 0 }),
  relearn(state, baseline) {
    const anew = learn(baseline)
    return anew === null ? state : { ...state, costs: anew.costs }
  },
})

function learn({ model, innovations, places, samples }: Baseline): HoursState | null {
  if (model.type === 'rate' || model.rhythm.slots < 4 || isDiscrete(samples)) return null
  const { slots } = model.rhythm
  const byHour: number[][] = Array.from({ length: slots }, () => [])
  for (const [index, { slot }] of places.entries())
    byHour[slot]?.push(clamp(innovations[index] ?? 0, -FARTHEST, FARTHEST))
  const days = Math.min(...byHour.map(values => values.length))
  if (days < FEWEST_DAYS) return null
  const logThreshold = Math.log(watchThreshold(24 * 3_600_000) * 24 * SHARE)
  const costs = byHour.map(values =>
    [1, -1].flatMap(sign =>
      SIZES.map(size => {
        const tolerance = Math.max(
          LEAST_TOLERANCE,
          Math.min(logThreshold / (days * size), 1 / Math.sqrt(days)),
        )
        return Math.ceil((size * tolerance + momentOf(values, sign * size)) * COST)
      }),
    ),
  )
  const logs = costs.map(() => EMPTY)
  return { slots, costs, logs, total: 0, hour: -1, recovery: 0 }
}

/** Log moment generating function of the hour's own innovations, that of a normal at least. */
function momentOf(values: readonly number[], size: number): number {
  let sum = 0
  for (const value of values) sum += Math.exp(size * value)
  return Math.max((size * size) / 2, Math.log(sum / values.length))
}

/** How far the hour lies from what it usually is, in its own widths. */
function placed({ place, deviation }: Reading, model: Model): number {
  const width = model.type === 'rate' ? 1 : loudnessOf(tablesOf(model.rhythm), place.slot)
  return clamp(deviation / width, -FARTHEST, FARTHEST)
}

/**
 * An hour speaks for a side by the lesser of its innovation and its distance from what it usually is: what differs only from where
 * the hour before leads, or only with all hours about it, has not changed by itself.
 */
function growHour(state: HoursState, slot: number, value: number, distance: number): void {
  const [up, down] = [Math.min(value, distance), Math.max(value, distance)]
  const logs = (state.logs[slot] as readonly number[]).slice()
  const costs = state.costs[slot] as readonly number[]
  state.logs[slot] = logs
  let { total } = state
  for (let index = 0; index < PER_HOUR; index += 1) {
    const size = SIZES[index % SIZES.length] as number
    const signed = index < SIZES.length ? size * up : -size * down
    const gain = Math.min(signed - (costs[index] as number) / COST, LARGEST_GAIN)
    const before = logs[index] as number
    // An empty process that loses stays as good as empty.
    if (before === 0 && gain < -SMALL) continue
    const grown = Math.exp(Math.min(before / GRAIN + gain, 200))
    if (before === 0 && grown < LEAST) continue
    const after = Math.floor(Math.log1p(grown) * GRAIN)
    if (after === before) continue
    logs[index] = after
    total += rootOf(after) - rootOf(before)
  }
  state.total = Math.max(total, 0)
}

/** 1 + R of a logarithm in grains; the small ones are met at every point. */
function rootOf(grains: number): number {
  return grains < ROOTS.length ? (ROOTS[grains] as number) : Math.exp(grains / GRAIN)
}

const ROOTS: readonly number[] = Array.from({ length: 512 }, (_, grains) => Math.exp(grains / GRAIN))
/** An R below this is less than a grain. */
const LEAST = Math.expm1(1 / GRAIN)

/** Below exp(-this) the logarithm of one and more rounds to nothing. */
const SMALL = 4.2

/**
 * Whether it is seen at this hour, by which it is then described: what was held back may be about another, and what an hour differs by from
 * the one before may be that one's.
 */
function isSeen(state: HoursState, { place, deviation }: Reading, direction: Direction): boolean {
  return loudest(state) === place.slot && deviation > 0 === (direction === 'up')
}

const NOT_YET = { log: 0, pages: false } as const

function directionAt({ logs }: HoursState, slot: number): Direction {
  const own = logs[slot] ?? EMPTY
  return Math.max(...own.slice(0, SIZES.length)) >= Math.max(...own.slice(SIZES.length)) ? 'up' : 'down'
}

function loudest({ logs }: HoursState): number {
  const most = logs.map(own => Math.max(...own))
  return most.indexOf(Math.max(...most))
}
