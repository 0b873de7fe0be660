// Learns what is normal for a series of scores: rhythm, level and spread, and the noise that they leave.
import { excludesRandomWalk, lagOne } from '../../stats/autocorrelation.ts'
import { clippedMoments } from '../../stats/robust.ts'
import { cautiousPhi } from '../evidence/caution.ts'
import { CLIP } from '../evidence/mixture.ts'
import { clamp } from '../evidence/score.ts'
import type { NoiseFrozen } from '../noise/coefficients.ts'
import type { NoiseState } from '../noise/filters.ts'
import { fitNoise } from '../noise/fit.ts'
import type { RowsFrozen } from '../noise/refute.ts'
import { type LocalClock, type LocalPlace, placesOf, slotsOf, weekdayOf } from '../rhythm/clock.ts'
import { fitLoudness } from '../rhythm/loudness.ts'
import { fitProfile, noProfile, type Profile } from '../rhythm/profile.ts'
import { levelErrorShare, type Rhythm, rhythmOf } from '../rhythm/rhythm.ts'
import { loudnessOf, tablesOf, trustOf } from '../rhythm/tables.ts'
import type { Scored } from './history.ts'
import { isVolatile } from './volatility.ts'

/** Everything learned of a series that is watched by its scores; plain JSON. */
export interface WhitenedModel {
  type: 'whitened'
  /** How many points its level was learned from. */
  count: number
  center: number
  /** Standard deviation of single scores about the rhythm. */
  sigma: number
  rhythm: Rhythm
  noise: NoiseFrozen
  rows: RowsFrozen
  /** Log evidence at which AR(1) alone pages. */
  page: number
  /** There where quiet and wild days alternate. */
  volatile?: boolean
}

export interface WhitenedFit {
  model: WhitenedModel
  /** The rhythm in the unit of the scores. */
  profile: Profile
  /** Where the filters stand after the last point of the baseline. */
  state: NoiseState
  /** The baseline's own innovations, made as those to come will be, and where in the day each was. */
  innovations: number[]
  places: LocalPlace[]
  /** How many times as wide as they were those to come are expected to be. */
  widening: number
}

export interface WhitenedOptions {
  bucket: number
  logThreshold: number
  /** What a constant baseline gets for its spread, so that whatever is not equal to it counts as far away. */
  leastSigma: number
  /** Its hours are those of this clock. */
  clock: LocalClock
  /** Half of the unit that values are rounded to, at a score; absent: they are not. */
  halfUnit?: ((score: number) => number) | undefined
  /** Of the points, so many tell the level; all where no step was taken out of them. */
  levelCount?: number
}

/** The most that a series is whitened with which is known to be no random walk. */
const LARGEST_PHI = 0.97
/** A series that may be one has no level to shift from: only a drift of its steps can be told. */
const RANDOM_WALK = 0.999
/**
 * Of a random walk all that was learned is its drift, whose error never averages out. With an error variance that is so
 * many times as large, the largest tolerance of `caution.ts` comes to three standard errors of the drift.
 */
const DRIFT_CAUTION = 14
const FARTHEST = 1e6

/** What a row of `count` points whose `lagOne` is `estimate` is whitened with. */
function whiteningPhi(estimate: number, count: number, logThreshold: number): number {
  return excludesRandomWalk(estimate, count)
    ? cautiousPhi(estimate, count, logThreshold, LARGEST_PHI)
    : RANDOM_WALK
}

/** Whether its baseline left open that the series has no level at all. */
export function mayBeRandomWalk({ noise }: Pick<WhitenedModel, 'noise'>): boolean {
  return noise.phi[0] === RANDOM_WALK
}

/** `samples` are scores in order of time. */
export function fitWhitened(samples: readonly Scored[], options: WhitenedOptions): WhitenedFit {
  const { bucket, logThreshold } = options
  const count = samples.length
  const slots = slotsOf(bucket)
  const places = placesOf(
    options.clock,
    samples.map(({ at }) => at),
    Math.max(1, slots),
  )
  const profile = profileOf(samples, places, slots)
  const rest = samples.map(({ score }, index) => score - profileAt(profile, places[index] as LocalPlace))
  const { location: center, scale } = clippedMoments(rest, CLIP)
  const freedom = Math.max(count / 2, count - profile.spent - 1)
  const sigma = Math.max(scale * Math.sqrt(count / freedom), options.leastSigma)
  const deviations = rest.map(value => clamp((value - center) / sigma, -FARTHEST, FARTHEST))
  const adjacent = (index: number): boolean =>
    (samples[index]?.at ?? 0) - (samples[index - 1]?.at ?? 0) <= 1.5 * bucket
  const learned = slots === 0 ? [] : loudness(slots, deviations, places, adjacent)
  const widths = roundedWidths(learned, profile, offset => (options.halfUnit?.(center + offset) ?? 0) / sigma)
  const rhythm = rhythmOf(profile, sigma, widths)
  const { trust, loud } = atPlaces(rhythm, places)
  const scaled = deviations.map((value, index) => value / (loud[index] as number))
  const visible = lagOne(
    scaled.map(value => clamp(value, -CLIP, CLIP)),
    index => adjacent(index) && trust[index] === 1 && trust[index - 1] === 1,
  )
  const bias = (2 * profile.levels * (1 + visible)) / count
  const phi = whiteningPhi(visible + bias, count, logThreshold)
  const known = options.levelCount ?? count
  const fit = fitNoise(
    { values: scaled, at: samples.map(({ at }) => at), trust, bucket },
    {
      phi,
      bias,
      logThreshold,
      largestPhi: LARGEST_PHI,
      caution: Math.sqrt((1 + logThreshold / count) * (count / freedom)),
      errorVariance: (phi === RANDOM_WALK ? DRIFT_CAUTION : levelErrorShare(rhythm)) / known,
      wanders: phi !== RANDOM_WALK,
    },
  )
  return {
    model: {
      type: 'whitened',
      count: known,
      center,
      sigma,
      rhythm,
      noise: fit.frozen,
      rows: { factors: fit.factors, page: fit.page, logThreshold },
      page: fit.page[0] ?? 0,
      ...(fit.state.followed || isVolatile(fit.innovations) ? { volatile: true } : {}),
    },
    profile,
    state: fit.state,
    innovations: fit.innovations,
    places,
    widening: Math.sqrt(count / freedom),
  }
}

/** What share of a surprise at each place is remembered, and how loud it is there. */
function atPlaces(rhythm: Rhythm, places: readonly LocalPlace[]): { trust: number[]; loud: number[] } {
  const tables = tablesOf(rhythm)
  return {
    trust: places.map(({ slot }) => trustOf(tables, slot)),
    loud: places.map(({ slot }) => loudnessOf(tables, slot)),
  }
}

/** What a value of a profile is at a place, in its own unit. */
function profileAt(profile: Profile, place: LocalPlace): number {
  return profile.cells[weekdayOf(place.day) * profile.slots + place.slot] ?? 0
}

/** The rhythm of scores by local day. */
export function profileOf(samples: readonly Scored[], places: readonly LocalPlace[], slots: number): Profile {
  if (slots === 0) return noProfile(0)
  const rows = new Map<number, number[]>()
  for (const [index, { day, slot }] of places.entries()) {
    const row = rows.get(day) ?? Array.from({ length: slots }, () => Number.NaN)
    row[slot] = samples[index]?.score ?? Number.NaN
    rows.set(day, row)
  }
  return fitProfile({ slots, days: [...rows.keys()], rows: [...rows.values()] })
}

/**
 * An hour at which rounded values hardly ever differ is no narrower than half their unit: the next one may be anywhere within it, and a
 * single unit would else be many widths.
 *
 * @param least half the unit at an offset of the profile, in standard deviations
 */
function roundedWidths(
  widths: readonly number[],
  { slots, cells }: Profile,
  least: (offset: number) => number,
): readonly number[] {
  if (widths.length === 0) return widths
  return widths.map((width, slot) => {
    let sum = 0
    for (let day = 0; day < 7; day += 1) sum += least(cells[day * slots + slot] ?? 0)
    return Math.max(width, sum / 7)
  })
}

function loudness(
  slots: number,
  deviations: readonly number[],
  places: readonly LocalPlace[],
  adjacent: (index: number) => boolean,
): readonly number[] {
  const phi = clamp(
    lagOne(
      deviations.map(value => clamp(value, -CLIP, CLIP)),
      adjacent,
    ),
    0,
    LARGEST_PHI,
  )
  const wide = Math.sqrt(1 - phi * phi)
  return fitLoudness(
    slots,
    deviations.flatMap((value, index) =>
      index > 0 && adjacent(index)
        ? [
            {
              slot: places[index]?.slot ?? 0,
              value: (value - phi * clamp(deviations[index - 1] ?? 0, -CLIP, CLIP)) / wide,
            },
          ]
        : [],
    ),
  )
}
