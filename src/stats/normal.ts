// The normal distribution where the tables of simple-statistics end: its tail, in logs.

/** Natural log of P(Z > z) for a standard normal Z; full double precision for any finite z. */
export function logNormalTail(z: number): number {
  if (z < -1) return Math.log1p(-Math.exp(logNormalTail(-z)))
  if (z < 3) return Math.log(0.5 - normalCore(z))
  return -(z * z) / 2 - Math.log(Math.sqrt(2 * Math.PI)) - Math.log(millsDenominator(z))
}

/** P(0 < Z < z) by the all-positive series of Marsaglia (2004), equation 1. */
function normalCore(z: number): number {
  let term = z
  let sum = z
  for (let index = 3; Math.abs(term) > 1e-17 * Math.abs(sum); index += 2) {
    term *= (z * z) / index
    sum += term
  }
  return (sum * Math.exp(-(z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

/** One over Mills' ratio, by Laplace's continued fraction. */
function millsDenominator(z: number): number {
  let fraction = z
  for (let depth = 120; depth >= 1; depth -= 1) fraction = z + depth / fraction
  return fraction
}
