// Simulated series for looking back: noise, rhythms and changes of which the truth is known. Written for the bench, of no platform's data.
import type { Random } from '../../src/core/random.ts'

export interface Truth {
  kind: 'level' | 'slope' | 'variance'
  direction: 'up' | 'down'
  /** First index of the new regime. */
  at: number
  /** First index after it; none: it lasts. */
  until?: number
  /** At the end of the series: a ratio less one, or in the unit of the row. */
  size: number
  relative: boolean
}

export interface Case {
  name: string
  bucket: number
  n: number
  /** Null: nothing changes. */
  truth: Truth | null
  /** Shapes, sizes and places that no constant was chosen on. */
  odd: boolean
  values(random: Random): number[]
}

export type Noise = (random: Random, n: number) => number[]

/** AR(1) of unit variance, of normal or given innovations. */
export function ar(phi: number, innovation: (random: Random) => number = random => random.normal()): Noise {
  return (random, n) => {
    let x = innovation(random)
    return Array.from({ length: n }, () => {
      x = phi * x + Math.sqrt(1 - phi * phi) * innovation(random)
      return x
    })
  }
}

/** Student's t of unit variance. */
export function student(freedom: number): (random: Random) => number {
  return random => {
    let squares = 0
    for (let k = 0; k < freedom; k++) squares += random.normal() ** 2
    return random.normal() / Math.sqrt(squares / freedom) / Math.sqrt(freedom / (freedom - 2))
  }
}

export function poisson(random: Random, mean: number): number {
  let count = 0
  for (let product = random.uniform(); product > Math.exp(-mean); product *= random.uniform()) count++
  return count
}

const isWeekend = (day: number): boolean => day % 7 >= 5
const bump = (hour: number, centre: number, width: number): number =>
  Math.exp(-(((hour % 24) - centre) ** 2) / width)
/** A peak about noon, half as high on weekends. */
export const traffic = (hour: number): number =>
  (isWeekend(Math.floor(hour / 24)) ? 1 : 2) * bump(hour, 13, 20)
/** Two peaks on weekdays, a low plateau on weekends. */
export const offices = (hour: number): number =>
  isWeekend(Math.floor(hour / 24)) ? 0.4 : 1.3 * bump(hour, 10, 8) + bump(hour, 16, 12)
export const mild = (hour: number): number =>
  0.1 * Math.sin((2 * Math.PI * ((hour % 24) - 8)) / 24) - (isWeekend(Math.floor(hour / 24)) ? 0.08 : 0)
export const weekendDip = (day: number): number => (isWeekend(day) ? -0.1 : 0)

interface Ratio {
  base: number
  sd: number
  noise: Noise
  rhythm?: (index: number) => number
}

/** A positive series: noise of a share of the level, about a rhythm, with a change that is a ratio. */
export function ratioCase(
  name: string,
  { bucket, n, truth, odd = false }: { bucket: number; n: number; truth: Truth | null; odd?: boolean },
  { base, sd, noise, rhythm = () => 0 }: Ratio,
): Case {
  const change = (i: number): number => {
    if (truth === null || i < truth.at || i >= (truth.until ?? n)) return 0
    const full = Math.log1p(truth.size)
    return truth.kind === 'slope' ? (full * (i - truth.at + 1)) / (n - truth.at) : full
  }
  return {
    name,
    bucket,
    n,
    truth,
    odd,
    values: random => noise(random, n).map((z, i) => base * Math.exp(rhythm(i) + sd * z + change(i))),
  }
}

/** What falls or rises by a share a day for so many days. */
export function pace(share: number, days: number): number {
  return (1 + share) ** days - 1
}
