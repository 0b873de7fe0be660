// What came of each kind of plant, over all series in which it was planted.
import type { Millis } from '../../../core/clock.ts'
import { medianOf } from '../../../stats/median.ts'
import type { Audit } from '../audit.ts'
import { PLANTS } from '../plants/plants.ts'
import { delayOf, isOnsetCovered, isPlanted, isRightKind } from '../verdict.ts'

export interface PlantSummary {
  plant: string
  /** Whether one that is overlooked fails the audit. */
  must: boolean
  planted: number
  reported: number
  /** Of those reported; null: none was. */
  medianDelay: Millis | null
  /** Of those reported, as one of the kinds that it may be called. */
  rightKind: number
  /** Of those raised, with an interval that covers the moment of planting; and how many were raised. */
  onsetCovered: number
  raised: number
}

export function summariesOf({ trials }: Pick<Audit, 'trials'>): PlantSummary[] {
  const planted = trials.filter(isPlanted)
  return PLANTS.map(({ name, must }) => {
    const own = planted.filter(({ plant }) => plant === name)
    const delays = own.flatMap(trial => delayOf(trial) ?? [])
    return {
      plant: name,
      must,
      planted: own.length,
      reported: delays.length,
      medianDelay: delays.length === 0 ? null : medianOf(delays),
      rightKind: own.filter(trial => isRightKind(trial) === true).length,
      onsetCovered: own.filter(trial => isOnsetCovered(trial) === true).length,
      raised: own.filter(({ raised }) => raised.length > 0).length,
    }
  })
}

/** Why nothing was planted, and in how many series: a series counts once for each reason. */
export function unplantedOf({ trials }: Pick<Audit, 'trials'>): Map<string, number> {
  const series = new Map<string, Set<number>>()
  for (const one of trials) {
    if (isPlanted(one)) continue
    const known = series.get(one.unplanted) ?? new Set()
    series.set(one.unplanted, known.add(one.series.id))
  }
  return new Map([...series].map(([why, ids]) => [why, ids.size]))
}
