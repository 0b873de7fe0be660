// What carries a change of a whole, in words and as plain JSON. Names of parts are foreign text.
import { formatValue } from '../core/format.ts'
import type { Interval } from '../core/interval.ts'
import type { Carried, Carrier } from '../detection/causes/carriers/carried.ts'
import type { Unit } from '../indicators/indicator.ts'
import { clean } from './clean.ts'

/** To follow `Carried by`. */
export function carriedWords({ label, by, carriers, share, others }: Carried, unit: Unit): string {
  const name = label.replaceAll('_', ' ')
  if (by === 'mix') {
    const moved = carriers.map(({ part, work }) => {
      return `${clean(part, 60)} did ${percent(work.before)} of the work before, ${percent(work.after)} since`
    })
    return `work that moved between ${name}s, ${ofIt(share)}: ${moved.join('; ')}`
  }
  const work = carriers.reduce((sum, { work: { after } }) => sum + after, 0)
  const parts = `${name} ${carriers.map(({ part }) => clean(part, 60)).join(' and ')}`
  const rest = others === 1 ? 'the other one' : `the other ${others}`
  return `${parts}, ${ofIt(share)} with ${percent(work)} of the work: ${moves(carriers, unit)}; ${rest} changed little`
}

function moves(carriers: readonly Carrier[], unit: Unit): string {
  return carriers
    .map(({ value: { before, after } }) => {
      const [was, is] = [before, after].map(one => (one === null ? 'too few to say' : formatValue(one, unit)))
      return `${was} before, ${is} since`
    })
    .join('; ')
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function ofIt({ value, lower, upper }: Interval): string {
  const [from, to] = [percent(lower), percent(upper)]
  return `${percent(value)} of it${from === to ? '' : ` (${from.replace(' %', '')} to ${to})`}`
}

/** For whoever is no person: shares from 0 to 1, values in the unit of the series. */
export function carriedFacts({ label, by, carriers, share, others }: Carried) {
  return {
    label,
    by,
    carriers: carriers.map(({ part, work, value }) => ({ part, work: { ...work }, value: { ...value } })),
    share: { value: share.value, lower: share.lower, upper: share.upper },
    others,
  }
}
