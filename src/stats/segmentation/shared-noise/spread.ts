// Changes of the size of a row's noise: searched in the mean size of each day, so that neither hours nor clusters fake them.
import { fitScale } from '../segment-scale.ts'
import { massInterval } from '../segment-shift.ts'
import { testRungs, testTerms } from './backward.ts'
import type { Term } from './joint-fit.ts'
import { offeredTerms } from './offers.ts'

/** Bounds of `at` hold 90 %. */
export interface SpreadChange {
  at: number
  lower: number
  upper: number
  /** Log of the size after over the size before. */
  logRatio: { value: number; error: number }
  /** Standard deviation of the noise before and after. */
  from: number
  to: number
}

/** A block is a day, or so many values where a day has fewer. */
const LEAST_BLOCK = 8
const FEWEST_BLOCKS = 14
const SEARCH = { least: 4, linePrice: 6, margin: 2 }
/** A change is placed within so many blocks of where it was found. */
const PLACED_WITHIN = 3

/** `innovations` of noise with autocorrelation phi: NaN where there is none; independent, as far as the row's model holds. */
export function spreadChanges(innovations: Float64Array, perDay: number, phi: number): SpreadChange[] {
  const block = Math.max(LEAST_BLOCK, Math.round(perDay))
  const sizes = blockSizes(innovations, block)
  if (sizes.length < FEWEST_BLOCKS) return []
  const offered = offeredTerms(sizes, { finest: 1, day: null }, SEARCH)
  const { kept } = testTerms(testRungs(sizes, 1, null), offered)
  const places = [...new Set(kept.map(k => (offered[k] as Term).at))].filter(at => at > 0)
  return places.flatMap((at, k) => {
    const from = (places[k - 1] ?? 0) * block
    const to = Math.min((places[k + 1] ?? sizes.length) * block, innovations.length)
    const placed = placedChange(innovations, { from, to, at: at * block, within: PLACED_WITHIN * block, phi })
    return placed === null ? [] : [placed]
  })
}

/** Logs of the mean size in each block; NaN where more than half of it is missing. */
function blockSizes(innovations: Float64Array, block: number): Float64Array {
  const count = Math.floor(innovations.length / block)
  return Float64Array.from({ length: count }, (_, k) => {
    const known = innovations.subarray(k * block, (k + 1) * block).filter(value => !Number.isNaN(value))
    const mean = known.reduce((sum, value) => sum + Math.abs(value), 0) / known.length
    return 2 * known.length < block || !(mean > 0) ? Number.NaN : Math.log(mean)
  })
}

function placedChange(
  innovations: Float64Array,
  { from, to, at, within, phi }: { from: number; to: number; at: number; within: number; phi: number },
): SpreadChange | null {
  const places: number[] = []
  for (let i = from; i < to; i++) if (!Number.isNaN(innovations[i] as number)) places.push(i)
  const noise = Float64Array.from(places, i => innovations[i] as number)
  const first = places.findIndex(i => i >= at - within)
  const after = places.findIndex(i => i > at + within)
  const fit = fitScale(noise, { from: first, to: after < 0 ? noise.length : after, sign: 0, least: 0 })
  if (fit === null) return null
  const { lower, upper, median } = massInterval(fit.mass, 0.9)
  const split = first + median
  // The mean size of normal noise is root 2 / pi of its standard deviation; of the noise itself that is more than of innovations.
  const factor = Math.sqrt(Math.PI / 2 / (1 - phi * phi))
  const sizeOf = (part: Float64Array): number =>
    (factor * part.reduce((sum, value) => sum + Math.abs(value), 0)) / Math.max(part.length, 1)
  const position = (k: number): number => places[Math.min(first + k, places.length - 1)] as number
  return {
    at: position(median),
    lower: position(lower),
    upper: position(upper),
    logRatio: fit.logRatio,
    from: sizeOf(noise.subarray(0, split)),
    to: sizeOf(noise.subarray(split)),
  }
}
