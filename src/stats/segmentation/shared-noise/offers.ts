// What the searches at several resolutions offer as changes of one row, and which of these hold at all of them.
import type { Term } from './joint-fit.ts'
import { groupSize, type Rung, rungOf } from './rungs.ts'
import { type Boundary, type Found, type SearchOptions, searchRegimes } from './search.ts'

/** The finest resolution has about so many groups. */
const GROUPS = 450
/** Days are searched from so many on. */
const FEWEST_DAYS = 28
/** Boundaries within so many groups of each other are one. */
const NEAR = 2
/** So many regimes of about equal length (coefficient of variation) are how the row works, not changes. */
const RHYTHM = 7
const RHYTHM_VARIATION = 0.6

/** The size of the groups at which a row is searched and tested most finely. */
export function finestSize(length: number, perDay: number | null, least: number): number {
  return groupSize(Math.max(least, length / GROUPS), perDay)
}

/** Terms that the searches offer: at the finest resolution, and in days. */
export function offeredTerms(
  row: Float64Array,
  { finest, day }: { finest: number; day: number | null },
  options: SearchOptions,
): Term[] {
  const sizes = [finest]
  if (day !== null && day > finest && row.length / day >= FEWEST_DAYS) sizes.push(day)
  const boundaries: Boundary[] = []
  let slopeAtStart = false
  for (const size of sizes) {
    const found = searched(row, size, options)
    slopeAtStart ||= found.slopeAtStart
    for (const boundary of found.boundaries) {
      const same = boundaries.find(({ at }) => Math.abs(at - boundary.at) <= NEAR * size)
      if (same === undefined) boundaries.push({ ...boundary })
      else {
        same.step ||= boundary.step
        same.hinge ||= boundary.hinge
      }
    }
  }
  const terms: Term[] = slopeAtStart ? [{ kind: 'hinge', at: 0 }] : []
  for (const { at, step, hinge } of boundaries.sort((a, b) => a.at - b.at)) {
    if (step) terms.push({ kind: 'step', at })
    if (hinge) terms.push({ kind: 'hinge', at })
  }
  return terms
}

/** Boundaries as positions in the row. */
function searched(row: Float64Array, size: number, options: SearchOptions): Found {
  const rung = rungOf(row, size)
  const found = searchRegimes(rung, options)
  if (!isRhythm(found.boundaries)) return inPositions(found, rung)
  const cuts = found.boundaries.map(({ at }) => rung.starts[at] as number)
  const cycle = Math.round((2 * ((cuts.at(-1) as number) - (cuts[0] as number))) / (cuts.length - 1))
  const slow = rungOf(row, cycle)
  return inPositions(searchRegimes(slow, options), slow)
}

function inPositions({ boundaries, slopeAtStart }: Found, rung: Rung): Found {
  return {
    boundaries: boundaries.map(boundary => ({ ...boundary, at: rung.starts[boundary.at] as number })),
    slopeAtStart,
  }
}

/** A store that is filled and emptied, an account between paydays: boundaries at about even distances. */
function isRhythm(boundaries: readonly Boundary[]): boolean {
  if (boundaries.length <= RHYTHM) return false
  const lengths = boundaries.slice(1).map(({ at }, k) => at - (boundaries[k] as Boundary).at)
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length
  return Math.sqrt(variance) <= RHYTHM_VARIATION * mean
}
