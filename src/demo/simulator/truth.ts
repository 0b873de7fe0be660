// The ground truth of the example platform: what was planted, and which series change because of it.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { type Labels, type SeriesKey, seriesKey } from '../../core/series-key.ts'
import type { Direction } from '../../detection/change.ts'
import { type Figure, measure } from './measure.ts'
import { PLANT_IDS, type Plant, type PlantId, plants } from './plants.ts'
import { simulate } from './simulator.ts'

/** A series that rightly changes although nothing was planted in it: a plant elsewhere moves it. */
export interface Consequence {
  indicator: string
  labels: Labels
  direction: Direction
  /** The plants that move it when each is alone in the world; all of them where only their sum does. */
  because: readonly PlantId[]
  /** When the first of them begins. */
  onset: Millis
  /** The true value over the last fortnight, without any plant and with all of them. */
  without: number
  with: number
  effect: string
}

/** Plain JSON. */
export interface GroundTruth {
  seed: number
  startedAt: Millis
  /** The end of the history that was written at the start, at which the consequences were measured. */
  historyEnd: Millis
  plants: readonly Plant[]
  consequences: readonly Consequence[]
}

const FORTNIGHT: Millis = 14 * DAY

/** Differences smaller than these are not worth anyone's attention, and no detector is asked to see them. */
const MATERIAL_RATIO = 0.03
const MATERIAL_SHARE = 0.01

/**
 * Compares the world with all plants with the same world without them (same seed, common random numbers)
 * over the last fortnight of the history, and with worlds that have one plant each to see which is to blame.
 */
export function groundTruth(seed: number, startedAt: Millis, historyEnd: Millis): GroundTruth {
  const planted = plants(startedAt)
  const figures = (ids: readonly PlantId[]): Map<SeriesKey, Figure> => {
    const world = simulate({ seed, startedAt, plants: new Set(ids) })
    return measure(world.until(historyEnd), historyEnd - FORTNIGHT, historyEnd)
  }
  const without = figures([])
  const withAll = figures(PLANT_IDS)
  const alone = planted.map(({ id, onset }) => ({ id, onset, figures: figures([id]) }))
  const own = new Set(planted.map(({ indicator, labels }) => seriesKey(indicator, labels)))

  const consequences: Consequence[] = []
  for (const [key, after] of withAll) {
    const before = without.get(key)
    if (before === undefined || own.has(key) || !differs(before, after)) continue
    const culprits = alone.filter(({ figures: theirs }) => differs(before, theirs.get(key)))
    const blamed = culprits.length > 0 ? culprits : alone
    consequences.push({
      indicator: after.indicator,
      labels: after.labels,
      direction: after.value > before.value ? 'up' : 'down',
      because: blamed.map(({ id }) => id),
      onset: Math.min(...blamed.map(({ onset }) => onset)),
      without: before.value,
      with: after.value,
      effect: describe(before, after),
    })
  }
  return { seed, startedAt, historyEnd, plants: planted, consequences }
}

function differs(before: Figure, after: Figure | undefined): boolean {
  if (after === undefined) return false
  const difference = Math.abs(after.value - before.value)
  if (before.scale === 'share') return difference >= MATERIAL_SHARE
  return difference >= MATERIAL_RATIO * Math.abs(before.value) && difference > 0
}

function describe(before: Figure, after: Figure): string {
  const show = (value: number): string =>
    before.scale === 'share' ? `${(100 * value).toFixed(1)} %` : String(Number(value.toPrecision(3)))
  return `from ${show(before.value)} to ${show(after.value)}`
}
