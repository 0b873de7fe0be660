// Series in which something happens, for the suite of detectors: one that watches for what happens in none of them brings its own.
import { existsSync } from 'node:fs'
import { HOUR } from '../../../src/core/duration.ts'
import type { Value } from '../../../src/detection/baseline/values.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import { normal, random } from './detection.ts'

/** The first 336 values are what is learned. */
export interface Eventful {
  readonly values: readonly Value[]
  readonly options: MonitorOptions
}

/** What the file of a detector has: in at least one of them it finds enough for an alarm. */
export interface DetectorTrial {
  readonly eventful: readonly Eventful[]
}

export function trialFile(detector: string): string {
  return `test/unit/detection/detectors/${detector}.trial.ts`
}

/** The series that a detector brings; none where it has no file of them. */
export async function eventfulOf(detector: string): Promise<readonly Eventful[]> {
  const url = new URL(`../../../${trialFile(detector)}`, import.meta.url)
  if (!existsSync(url)) return []
  const { eventful } = (await import(url.href)) as DetectorTrial
  return eventful
}

/** An hourly series about exp(3) with noise of a tenth, moved by `by` on the log scale. */
export function moved(seed: number, length: number, by: (hour: number) => number): Eventful {
  const noise = normal(random(seed))
  const values = Array.from({ length }, (_, i) => ({
    at: i * HOUR,
    value: Math.exp(3 + 0.1 * noise() + by(i)),
    n: 40,
  }))
  return { values, options: { bucket: HOUR, family: 'positive', goodDirection: null, limit: null } }
}
