// Which parts of a whole carry its change, or that work only moved between them: told where the evidence allows, else withheld.
import type { Interval } from '../../../core/interval.ts'
import type { Contribution, Decomposition } from './decompose.ts'

/** A part that is named. */
export interface Carrier extends Pick<Contribution, 'work' | 'value'> {
  part: string
}

export interface Carried {
  /** Label by whose values the whole was divided. */
  label: string
  /** `parts`: these got worse, or better, themselves. `mix`: work moved between parts; the named one has gained most. */
  by: 'parts' | 'mix'
  /** One or two. */
  carriers: readonly Carrier[]
  /** Share of the change that they, or the mix, carry; its 95 % interval. */
  share: Interval
  /** How many parts there are beside them, those that are looked at together counted singly. */
  others: number
}

/** What is not most of a change, with 95 % certainty, is not named. */
const MOST = 0.5
/** Parts that carry about as much of the change as they do of the work point at nothing: all parts changed alike. */
const BEYOND_WORK = 0.25
/** Parts that are named together. */
const NAMED = 2

/** Null where nothing can be named: the change is spread over the parts as the work is, or the evidence does not tell. */
export function carriedBy(
  label: string,
  { contributions, together }: Decomposition,
  /** How many values the label has. */
  values = contributions.length - 1,
): Carried | null {
  const mix = contributions.findIndex(({ part }) => part === null)
  const parts = contributions.flatMap(({ part, ...one }, place) =>
    part === null ? [] : [{ ...one, part, place }],
  )
  const ofMix = together([mix])
  if (ofMix.lower > MOST) {
    const [most] = parts.toSorted((a, b) => moved(b) - moved(a))
    return most === undefined
      ? null
      : { label, by: 'mix', carriers: [carrier(most)], share: ofMix, others: values - 1 }
  }
  const byShare = parts.toSorted((a, b) => b.share.value - a.share.value)
  for (let named = 1; named <= Math.min(NAMED, parts.length - 1); named++) {
    const carriers = byShare.slice(0, named)
    const share = together(carriers.map(({ place }) => place))
    const work = carriers.reduce((sum, one) => sum + (one.work.before + one.work.after) / 2, 0)
    if (share.lower > Math.max(MOST, work) && share.value > work + BEYOND_WORK)
      return { label, by: 'parts', carriers: carriers.map(carrier), share, others: values - named }
  }
  return null
}

/** Beyond which share of a change the parts themselves are at most a tenth of it. */
const NEARLY_ALL = 0.9
/** A change is looked at again and again, by several labels: what one look in forty would show by chance shows nothing. */
const LOOKS = 2

/** Whether a move of work may be what a change is, by the share that its mix carries: of few tasks that is off by a tenth or two. */
export function mayBeMoveOfWork(mix: number): boolean {
  return mix > MOST - 0.1
}

/**
 * Whether a change may be nothing but work that moved between its parts: the mix carries so much of it, and twice the 95 % interval
 * leaves a tenth or less to the parts. A part that gained work and of which nothing is known before may be what is worse: then it is no
 * move.
 */
export function isMoveOfWork({ contributions }: Pick<Decomposition, 'contributions'>): boolean {
  const mix = contributions.find(({ part }) => part === null)
  const [gained] = contributions.filter(({ part }) => part !== null).sort((a, b) => moved(b) - moved(a))
  if (mix === undefined || gained?.value.before === null) return false
  const { value, upper } = mix.share
  return mayBeMoveOfWork(value) && value + LOOKS * (upper - value) >= NEARLY_ALL
}

/** Of several divisions of one change the one that says most: the fewest parts, then the largest share. */
export function bestOf(all: readonly Carried[]): Carried | null {
  const [best] = all.toSorted(
    (a, b) =>
      a.carriers.length - b.carriers.length || b.share.lower - a.share.lower || (a.label < b.label ? -1 : 1),
  )
  return best ?? null
}

function carrier({ part, work, value }: Carrier): Carrier {
  return { part, work, value }
}

function moved({ work }: Pick<Contribution, 'work'>): number {
  return work.after - work.before
}
