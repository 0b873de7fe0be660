// An audit of what is watched now: known answers for every detector, and faults planted in a shadow of every series, one at a time.

import { selects } from '../../alerting/match.ts'
import type { Millis } from '../../core/clock.ts'
import type { Monitor } from '../../detection/change.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import { FACT_PLANTS } from './facts/fact-plant.ts'
import { type FactTrial, tryFactPlants, type UnplantedFact } from './facts/fact-trial.ts'
import { silentDetectors } from './known-answers.ts'
import { PLANTS } from './plants/plants.ts'
import { type Trial, type TrialInput, tryPlant, type Unplanted } from './trial.ts'
import { type Judged, judgeAudit } from './verdict.ts'

export interface AuditInput extends TrialInput {
  /** Folder of the copy of which shadows of everything are made. */
  copy: string
  monitor: Monitor
  /** Which series are audited. */
  wants(series: Series): boolean
  onProgress(share: number): void
}

export interface Audit extends Judged {
  /** When the service had last looked: what is audited is what it was then. */
  at: Millis
  series: number
  silentDetectors: readonly string[]
  trials: readonly (Trial | Unplanted)[]
  /** What was planted in what sources bring. */
  facts: readonly (FactTrial | UnplantedFact)[]
}

/** Of the work, about: what is planted in sources takes the rest. */
const SERIES_SHARE = 0.8

export async function audit(input: AuditInput, signal: AbortSignal): Promise<Audit> {
  const { kept, now, monitor, rules, wants, settingsOf, onProgress } = input
  const silent = silentDetectors(monitor)
  const all = kept.series.all().filter(one => settingsOf(one) !== null && wants(one))
  const ruled = all.filter(one => rules.some(rule => selects(rule, one)))
  const unruled = all
    .filter(one => !ruled.includes(one) && settingsOf(one)?.indicator.watchedByDefault === true)
    .map(seriesTitle)
  const trials: Array<Trial | Unplanted> = []
  for (const [index, series] of ruled.entries()) {
    for (const plant of PLANTS) {
      signal.throwIfAborted()
      trials.push(await tryPlant(plant, plant.gross, series, input, signal))
    }
    onProgress((SERIES_SHARE * (index + 1)) / ruled.length)
  }
  const facts = await tryFactPlants(FACT_PLANTS, input, signal)
  onProgress(1)
  const judged = judgeAudit({ trials, facts, unruled, silentDetectors: silent })
  return { ...judged, at: now, series: ruled.length, silentDetectors: silent, trials, facts }
}
