// Whether noise has widened about its old level: no alarm of itself, but what tells a wider spread from a level that moved.

/** Normal noise so many times as wide. */
const WIDTHS = [1.5, 2, 3] as const
/** By this of them either side is judged alone. */
const ONE_SIDED = 1
/** Beyond so many standard deviations the level sees no more either. */
const FARTHEST = 3
/** Beyond so many none of the widths accounts for it: a few such in a row are another level, of whatever size. */
const BEYOND = 6
/** Either side says something of its own: a side that says nothing stands about here by chance. */
const EITHER = 2.5
/** A wider spread throws so many in a row beyond so many standard deviations of one side once in thousands of points; a level that moved by many does so at once. */
const IN_A_ROW = 4
const FAR = 2.5
const BELOW = WIDTHS.length
const ABOVE = BELOW + 1
/** How many were far in a row, below zero on the lower side. */
const ROW = ABOVE + 1
/** Numbers of a row. */
export const WIDE_ROW = ROW + 1
const PER_GRAIN = 1e4
const LARGEST = 1e40
const LEAST = Math.exp(EITHER) * PER_GRAIN
/** Likelihood ratios by width are looked up, at so many places in a standard deviation: every point asks for them. */
const PLACES = 128
const RATIOS: readonly Float64Array[] = WIDTHS.map(width =>
  Float64Array.from({ length: FARTHEST * PLACES + 1 }, (_, place) => ratioOf(width, place / PLACES)),
)

/** What a ratio of each width is divided by: of normal noise the width; of heavier tails what its own innovations make of it. */
export function widthCosts(innovations: readonly number[]): number[] {
  return WIDTHS.map(width => {
    let sum = 0
    for (const each of innovations) sum += ratioOf(width, sizeOf(each))
    return Number(Math.max(width, sum / innovations.length).toPrecision(5))
  })
}

/** In place, `R <- (1 + R) x likelihood ratio` for each width; and for one of them, of the points on either side alone. */
export function widen(costs: readonly number[], row: number[], innovation: number): void {
  row[ROW] = inARow(row[ROW] as number, innovation)
  if (Math.abs(innovation) > BEYOND) return
  const place = Math.round(sizeOf(innovation) * PLACES)
  for (let index = 0; index < WIDTHS.length; index += 1) {
    const factor = ((RATIOS[index] as Float64Array)[place] as number) / (costs[index] as number)
    row[index] = grown(row[index] as number, factor)
    const side = innovation < 0 ? BELOW : ABOVE
    if (index === ONE_SIDED) row[side] = grown(row[side] as number, factor)
  }
}

/** Log evidence, where both sides show it and it was not gathered on one of them just now. */
export function wideness(row: readonly number[]): number {
  if (Math.abs(row[ROW] as number) >= IN_A_ROW) return Number.NEGATIVE_INFINITY
  if ((row[BELOW] as number) < LEAST || (row[ABOVE] as number) < LEAST) return Number.NEGATIVE_INFINITY
  let sum = 0
  for (let index = 0; index < WIDTHS.length; index += 1) sum += row[index] as number
  return Math.log(sum / WIDTHS.length / PER_GRAIN)
}

function inARow(before: number, innovation: number): number {
  if (Math.abs(innovation) < FAR) return 0
  const side = Math.sign(innovation)
  return side === Math.sign(before) ? before + side : side
}

function sizeOf(innovation: number): number {
  return Math.min(Math.abs(innovation), FARTHEST)
}

function ratioOf(width: number, size: number): number {
  return Math.exp(((1 - 1 / (width * width)) * size * size) / 2)
}

function grown(evidence: number, factor: number): number {
  return Math.floor(Math.min((PER_GRAIN + evidence) * factor, LARGEST))
}
