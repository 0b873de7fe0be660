// Whether an indicator is what it says it is, as far as that can be seen before it is asked: a maturity that is no number, or a measure under the
// name of another, would spoil what is added up for every indicator of its kind.
import { faultOf, messageOf } from '../core/errors.ts'
import { isLifecycleKind, labelsOf } from '../lifecycles/registry.ts'
import type { IndicatorFault } from './ask.ts'
import type { Family, Indicator, Unit } from './indicator.ts'
import type { Measure } from './measure.ts'

/**
 * Those that can be asked, in order, and what is wrong with each of the others. `namesOf`: what it is called where all names are one space, as those of
 * metrics; `taken` are in use there.
 */
export function soundAmong(
  indicators: readonly Indicator[],
  namesOf: (indicator: Indicator) => readonly string[] = ({ name }) => [name],
  taken: Iterable<string> = [],
): {
  sound: readonly Indicator[]
  faults: readonly IndicatorFault[]
} {
  const measures = new Map<string, Measure>()
  const names = new Set(taken)
  const sound: Indicator[] = []
  const faults: IndicatorFault[] = []
  for (const indicator of indicators) {
    const message = faultIn(indicator, measures) ?? named(namesOf(indicator), names)
    if (message === null) {
      for (const name of namesOf(indicator)) names.add(name)
      sound.push(indicator)
      for (const measure of indicator.measures) measures.set(measure.name, measure)
    } else faults.push({ indicator: indicator.name, message })
  }
  return { sound, faults }
}

/** `others`: the measures of indicators before it, by name. What it says of itself may throw when it is read. */
function faultIn(indicator: Indicator, others: ReadonlyMap<string, Measure>): string | null {
  try {
    return declared(indicator) ?? measured(indicator.measures, others)
  } catch (thrown) {
    return `it cannot be read: ${faultOf(thrown)}`
  }
}

const FAMILIES: ReadonlySet<unknown> = new Set<Family>(['positive', 'real', 'proportion', 'count'])
const UNITS: ReadonlySet<unknown> = new Set<Unit>(['seconds', 'ratio', 'count', 'unitless'])
const DIRECTIONS: ReadonlySet<unknown> = new Set<Indicator['goodDirection']>(['up', 'down', null])

/** The types of all that is asked here are known to whoever compiles, and to nobody who loads it. */
function declared(indicator: Indicator): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(indicator.name)) return 'its name is not snake case'
  const { kind, family, unit, goodDirection, by }: Readonly<Partial<Record<keyof Indicator, unknown>>> =
    indicator
  if (typeof kind !== 'string' || !isLifecycleKind(kind)) return `its kind is ${messageOf(kind)}`
  for (const name of ['minimum', 'maturity'] as const) {
    const number: unknown = indicator[name]
    if (!Number.isSafeInteger(number) || Number(number) < 0)
      return `its ${name} is ${messageOf(number)}, not a whole number from 0 on`
  }
  if (!FAMILIES.has(family)) return `its family is ${messageOf(family)}`
  if (!UNITS.has(unit)) return `its unit is ${messageOf(unit)}`
  if (!DIRECTIONS.has(goodDirection)) return `its good direction is ${messageOf(goodDirection)}`
  const labels: readonly unknown[] = labelsOf(kind)
  if (!Array.isArray(by) || !by.every(label => labels.includes(label)))
    return `it is split by what is no label of ${kind}`
  if (typeof indicator.estimate !== 'function') return 'it has no estimate'
  return indicator.view === undefined || typeof indicator.view === 'function'
    ? null
    : 'its view is no function'
}

function named(own: readonly string[], names: ReadonlySet<string>): string | null {
  const other = own.find(name => names.has(name))
  return other === undefined ? null : `it would be called ${other}, and something else is; rename it`
}

function measured(given: unknown, others: ReadonlyMap<string, Measure>): string | null {
  if (!Array.isArray(given) || given.length === 0) return 'it has no measures'
  for (const measure of given as readonly Measure[]) {
    const { name, type, at } = measure
    const amount: unknown = type === 'count' ? measure.count : measure.value
    if (typeof name !== 'string' || typeof at !== 'function' || typeof amount !== 'function')
      return `its measure ${messageOf(name)} is none`
    const other = others.get(name)
    if (other !== undefined && other !== measure) {
      return `its measure ${name} is another than that of the same name before it; share that, or rename this`
    }
  }
  return null
}
