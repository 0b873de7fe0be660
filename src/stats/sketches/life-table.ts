// The incidence of an event by age from sketches of ages: who entered, who left, and how.
import { type Incidence, incidenceOf, type RiskRow } from '../intervals/aalen-johansen.ts'
import { binValue, countIn, type LogScale, type ReadonlySketch } from './log-sketch.ts'

/** Numbers of subjects by the bin of their age; ages in the unit of the table. */
export interface LifeTable {
  /** Ages at which watching began. */
  entered: ReadonlySketch
  /** Ages at which watching ended without an end. */
  censored: ReadonlySketch
  events: ReadonlySketch
  competing: ReadonlySketch
}

/**
 * The cumulative incidence as from the spells themselves, each age known only to its bin. Within a bin half of those who
 * entered or were censored in it are taken to be at risk (the actuarial convention: Elandt-Johnson and Johnson 1980,
 * section 4.3), whoever enters at age zero wholly.
 */
export function lifeTableIncidence(table: LifeTable, scale: LogScale): Incidence {
  const bins = [...new Set(Object.values(table).flatMap(sketch => sketch.bins))].sort((a, b) => a - b)
  const rows: RiskRow[] = []
  let atRisk = 0
  let coveredUpTo = 0
  let begun = false
  for (const bin of bins) {
    const of = (sketch: ReadonlySketch): number => countIn(sketch, bin)
    const age = binValue(bin, scale)
    const [entered, censored] = [of(table.entered), of(table.censored)]
    const [events, competing] = [of(table.events), of(table.competing)]
    if (!begun && age === 0 && entered > 0) {
      begun = true
      coveredUpTo = Number.POSITIVE_INFINITY
    }
    const exposed = atRisk + (age === 0 ? entered : entered / 2) - censored / 2
    const ended = events + competing
    if (ended > 0) rows.push({ age, atRisk: Math.max(exposed, ended), events, competing })
    atRisk += entered - censored - ended
    if (atRisk <= 0) coveredUpTo = Math.min(coveredUpTo, age)
  }
  return incidenceOf(rows, coveredUpTo)
}
