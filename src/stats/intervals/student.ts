// Student's t: how far an interval must reach where its own width was estimated from few.
import { Z } from './confidence.ts'

/**
 * The 97.5 % quantile with `freedom` degrees of freedom (at least 3, not necessarily whole), to within .5 %: the expansion of Cornish
 * and Fisher in powers of 1 / freedom (Abramowitz and Stegun 26.7.5).
 */
export function t975(freedom: number): number {
  const [z, z2] = [Z, Z * Z]
  const first = (z * (z2 + 1)) / 4
  const second = (z * (5 * z2 * z2 + 16 * z2 + 3)) / 96
  const third = (z * (3 * z2 ** 3 + 19 * z2 * z2 + 17 * z2 - 15)) / 384
  const fourth = (z * (79 * z2 ** 4 + 776 * z2 ** 3 + 1482 * z2 * z2 - 1920 * z2 - 945)) / 92_160
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3 + fourth / freedom ** 4
}
