// Incidence from subjects that are held one by one.
import { type Incidence, incidenceOf, type RiskRow } from '../../../src/stats/intervals/aalen-johansen.ts'

/** The time during which one subject was watched: at risk at ages t with `entry < t <= exit`. */
export interface Spell {
  /** Age at which watching began (delayed entry); negative or zero: watched from the start. */
  entry: number
  exit: number
  end: 'event' | 'competing' | 'censored'
}

export function cumulativeIncidence(spells: readonly Spell[]): Incidence {
  const { rows, coveredUpTo } = riskTable(spells)
  return incidenceOf(rows, coveredUpTo)
}

/** Every age at which something ended, in order, with the number at risk just before it. */
function riskTable(spells: readonly Spell[]): { rows: RiskRow[]; coveredUpTo: number } {
  const watched = spells.filter(spell => spell.exit > spell.entry)
  const entries = watched.map(spell => spell.entry).sort((a, b) => a - b)
  const rows: RiskRow[] = []
  let entered = 0
  let left = 0
  let coveredUpTo = (entries[0] ?? 1) <= 0 ? Number.POSITIVE_INFINITY : 0
  for (const [age, ends] of groupByExit(watched)) {
    while ((entries[entered] ?? age) < age) entered++
    const events = ends.filter(end => end === 'event').length
    const competing = ends.filter(end => end === 'competing').length
    if (events + competing > 0) rows.push({ age, atRisk: entered - left, events, competing })
    left += ends.length
    const emptied = left === entered && (entries[entered] ?? Number.POSITIVE_INFINITY) > age
    if (emptied) coveredUpTo = Math.min(coveredUpTo, age)
  }
  return { rows, coveredUpTo }
}

function groupByExit(watched: Spell[]): Map<number, Array<Spell['end']>> {
  const groups = new Map<number, Array<Spell['end']>>()
  for (const { exit, end } of watched.sort((a, b) => a.exit - b.exit)) {
    const group = groups.get(exit)
    if (group === undefined) groups.set(exit, [end])
    else group.push(end)
  }
  return groups
}
