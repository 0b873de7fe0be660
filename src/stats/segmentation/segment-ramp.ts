// Where a ramp began whose pace nobody knows: every pace from the fastest to the slowest is as likely as its octave.
import { fitShift, type ShiftFit, type ShiftInput } from './segment-shift.ts'

/** Octaves of pace, the fastest included: from a day to two thirds of a year where the fastest is a day. */
const OCTAVES = 9

/** What rises faster is a step in all that matters, unless it is seen to go on. */
const FASTER = 0.01

/**
 * Fits a ramp under a mixture of priors: a standard deviation of the noise takes `fastest` positions or twice, four times, ...
 * 256 times as many; one ramp in a hundred is faster. Null where `fitShift` is.
 */
export function fitRamp(input: ShiftInput, fastest: number): ShiftFit | null {
  const paces = Array.from({ length: OCTAVES }, (_, octave) => fastest * 2 ** octave)
  const slow = paces.map(pace => fitShift('ramp', { ...input, steepest: 1 / pace }))
  const fits = [...slow, fitShift('ramp', input)].filter(fit => fit !== null)
  return fits.length > OCTAVES ? mixed(fits, [...paces.map(() => (1 - FASTER) / OCTAVES), FASTER]) : null
}

/** The mean over the priors, each weighed by its probability and its evidence. */
function mixed(fits: readonly ShiftFit[], priors: readonly number[]): ShiftFit {
  const best = fits.reduce((most, fit) => (fit.evidence > most.evidence ? fit : most))
  const raw = fits.map(({ evidence }, k) => (priors[k] as number) * Math.exp(evidence - best.evidence))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map(weight => weight / total)
  const over = (of: (fit: ShiftFit) => number): number =>
    fits.reduce((sum, fit, k) => sum + (weights[k] as number) * of(fit), 0)
  const estimate = (of: (fit: ShiftFit) => { value: number; error: number }) => {
    const value = over(fit => of(fit).value)
    const variance = over(fit => of(fit).error ** 2 + (of(fit).value - value) ** 2)
    return { value, error: Math.sqrt(variance) }
  }
  return {
    shape: 'ramp',
    evidence: best.evidence + Math.log(total),
    mass: best.mass.map((_, k) => over(fit => fit.mass[k] as number)),
    before: estimate(({ before }) => before),
    effect: estimate(({ effect }) => effect),
    rate: estimate(({ rate }) => rate),
    innovation: best.innovation,
  }
}
