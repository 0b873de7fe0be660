// Which values of a label get series of their own, where there are more than the cap allows: the busiest, not the first.
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'

export interface LabelValue {
  value: string
  /** Lifecycles, those of a fortnight ago counting half. */
  volume: number
  /** Has series of its own. */
  admitted: boolean
}

const HALF_LIFE: Millis = 14 * DAY

/** A value takes the place of another only where it is so many times as busy: a place must not change hands by chance. */
const BUSIER = 10

/** What is left of a volume after some time. */
export function decayed(volume: number, elapsed: Millis): number {
  return volume * 2 ** (-Math.max(0, elapsed) / HALF_LIFE)
}

/**
 * The same values with the places given anew. Whoever has a place keeps it while the cap allows; free ones go by volume;
 * and a newcomer that is ten times as busy as the least busy one inside takes its place, as from a label that is dead.
 */
export function admitValues(values: readonly LabelValue[], cap: number): LabelValue[] {
  const byVolume = values.toSorted((a, b) => b.volume - a.volume || (a.value < b.value ? -1 : 1))
  const inside = byVolume.filter(({ admitted }) => admitted).slice(0, cap)
  const outside = byVolume.filter(one => !inside.includes(one))
  inside.push(...outside.splice(0, cap - inside.length))
  inside.sort((a, b) => a.volume - b.volume || (a.value < b.value ? 1 : -1))
  for (const [place, newcomer] of outside.entries()) {
    const least = inside[place]
    if (least === undefined || newcomer.volume <= BUSIER * least.volume) break
    inside[place] = newcomer
  }
  const chosen = new Set(inside.map(({ value }) => value))
  return values.map(one => ({ ...one, admitted: chosen.has(one.value) }))
}
