// An audit of what is watched now: known answers for every detector, faults planted in a shadow of every series one at a time, then in what
// sources bring; and a sensitivity card of every series.
import { selects } from '../../alerting/match.ts'
import type { Millis } from '../../core/clock.ts'
import type { Card } from '../../detection/sensitivity.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import { cardOf } from './cards/card.ts'
import { type CrossCheck, crossCheck } from './cards/cross-check.ts'
import { type Held, heldBy } from './cards/held.ts'
import { plottedOf, type Watching } from './cards/plotted.ts'
import { worseSince } from './cards/worse.ts'
import { FACT_PLANTS } from './facts/fact-plant.ts'
import { type FactTrial, tryFactPlants, type UnplantedFact } from './facts/fact-trial.ts'
import { silentDetectors } from './known-answers.ts'
import { PLANTS } from './plants/plants.ts'
import { type Trial, type TrialInput, tryPlant, type Unplanted } from './trial.ts'
import { type Judged, judgeAudit } from './verdict.ts'

export interface AuditInput extends TrialInput, Watching {
  /** Folder of the copy of which shadows of everything are made. */
  copy: string
  /** Which series are audited. */
  wants(series: Series): boolean
  onProgress(share: number): void
  /** Called between two pieces of work. */
  pace(signal: AbortSignal): Promise<void>
}

export interface SeriesCard extends Card {
  series: Series
  /** In words: what got worse since the card before it. */
  worse: readonly string[]
  /** The card before it against what then happened. */
  held: Held
}

export interface Audit extends Judged {
  /** When the service had last looked: what is audited is what it was then. */
  at: Millis
  series: number
  silentDetectors: readonly string[]
  trials: readonly (Trial | Unplanted)[]
  /** What was planted in what sources bring. */
  facts: readonly (FactTrial | UnplantedFact)[]
  cards: readonly SeriesCard[]
  /** Plants that were tried both as cards are made and the whole way. */
  crossChecks: readonly CrossCheck[]
}

export async function audit(input: AuditInput, signal: AbortSignal): Promise<Audit> {
  const { kept, now, monitor, rules, wants, plan, onProgress } = input
  const silent = silentDetectors(monitor)
  const all = kept.series.all().filter(one => plan.settingsOf(one) !== null && wants(one))
  const ruled = all.filter(one => rules.some(rule => selects(rule, one)))
  const unruled = all
    .filter(one => !ruled.includes(one) && plan.settingsOf(one)?.indicator.watchedByDefault === true)
    .map(seriesTitle)
  const found: Audited = { trials: [], cards: [], crossChecks: [] }
  for (const [index, series] of ruled.entries()) {
    await auditSeries(series, index % Math.ceil(ruled.length / CROSS_CHECKED) === 0, found, input, signal)
    onProgress((SERIES_SHARE * (index + 1)) / ruled.length)
  }
  const facts = await tryFactPlants(FACT_PLANTS, input, signal)
  onProgress(1)
  const judged = judgeAudit({ ...found, facts, unruled, silentDetectors: silent })
  return { ...judged, ...found, at: now, series: ruled.length, silentDetectors: silent, facts }
}

/** Of the work, about: what is planted in sources takes the rest. */
const SERIES_SHARE = 0.8

/** Series of which one card is tried the whole way. */
const CROSS_CHECKED = 5
/** A change that most would be reported of soon. */
const CHECKED_SHARE = 0.5

interface Audited {
  trials: Array<Trial | Unplanted>
  cards: SeriesCard[]
  crossChecks: CrossCheck[]
}

async function auditSeries(
  series: Series,
  isChecked: boolean,
  { trials, cards, crossChecks }: Audited,
  input: AuditInput,
  signal: AbortSignal,
): Promise<void> {
  for (const plant of PLANTS) {
    await input.pace(signal)
    trials.push(await tryPlant(plant, plant.gross, series, input, signal))
  }
  const plotted = plottedOf(series, input)
  if (plotted === null) return
  const card = cardOf(plotted)
  const before = input.kept.audits.card(series.id)
  const worse = before === null ? [] : worseSince(before, card)
  const held = before === null ? { of: 0, inside: 0 } : heldBy(before, plotted)
  cards.push({ ...card, series, worse, held })
  const check = isChecked ? await crossCheck(CHECKED_SHARE, plotted, input, signal) : null
  if (check !== null) crossChecks.push(check)
}
