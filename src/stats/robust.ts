// Location and spread that a few wild values cannot move: M-estimates with clipped residuals.
import { medianOf } from './median.ts'

export interface Moments {
  location: number
  /** Root mean square of the residuals after clipping, in the unit of the data; 0 if all values are equal. */
  scale: number
}

/** MAD times this is the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826022185056018

/**
 * Joint location and scale with residuals clipped at `clip` scales (Huber 1981, proposal 2).
 * The clipped residuals then have mean zero and mean square one, whatever the tails of the data are.
 * Fewer than one wild value in `clip` squared leave both bounded. Needs at least one value.
 */
export function clippedMoments(values: readonly number[], clip: number): Moments {
  let location = medianOf(values)
  const center = location
  let scale = medianOf(values.map(value => Math.abs(value - center))) * MAD_TO_SIGMA
  if (!(scale > 0)) scale = rootMeanSquareAbout(values, location)
  if (!(scale > 0)) return { location, scale: 0 }
  for (let round = 0; round < 50; round += 1) {
    let sum = 0
    let squares = 0
    for (const value of values) {
      const residual = Math.max(-clip, Math.min(clip, (value - location) / scale))
      sum += residual
      squares += residual * residual
    }
    const step = sum / values.length
    const ratio = Math.sqrt(squares / values.length)
    location += step * scale
    scale *= ratio
    if (!(scale > 0)) return { location, scale: 0 }
    if (Math.abs(step) < 1e-9 && Math.abs(ratio - 1) < 1e-9) break
  }
  return { location, scale }
}

function rootMeanSquareAbout(values: readonly number[], center: number): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value - center))
  if (largest === 0) return 0
  let squares = 0
  for (const value of values) squares += ((value - center) / largest) ** 2
  return largest * Math.sqrt(squares / values.length)
}
