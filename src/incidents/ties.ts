// What binds changes together or keeps them apart whatever the weights say: the word of a person, and that a change takes
// the place of an earlier one of its series.
import type { Item } from './cluster.ts'
import type { Tie } from './incident.ts'

export interface Bonds {
  /** Whether a person has said anything of one of these. */
  concern(items: readonly Item[]): boolean
  /** The changes that a person has linked with one of these. */
  linked(items: readonly Item[]): ReadonlySet<string>
  /** Whether it belongs with one of these by a link, or because it takes the place of one of them. */
  bound(items: readonly Item[], item: Item): boolean
  /** Whether some of these were split from some of those. */
  apart(some: readonly Item[], others: readonly Item[]): boolean
}

export function bondsOf(ties: readonly Tie[]): Bonds {
  const links = pairs(ties, 'link')
  const splits = pairs(ties, 'split')
  const isPair = (all: ReadonlySet<string>, a: Item, b: Item): boolean =>
    all.size > 0 && all.has(`${a.sighting.change} ${b.sighting.change}`)
  const named = new Set([...links, ...splits].flatMap(pair => pair.split(' ').slice(0, 1)))
  return {
    concern: items => named.size > 0 && items.some(({ sighting }) => named.has(sighting.change)),
    linked: items =>
      new Set(
        links.size === 0
          ? []
          : [...links].flatMap(pair => {
              const [a, b] = pair.split(' ')
              return b !== undefined && items.some(({ sighting }) => sighting.change === a) ? [b] : []
            }),
      ),
    bound: (items, item) => items.some(one => takesPlace(item, one) || isPair(links, one, item)),
    apart: (some, others) => splits.size > 0 && some.some(a => others.some(b => isPair(splits, a, b))),
  }
}

/** The later word of two about the same pair holds. */
function pairs(ties: readonly Tie[], kind: Tie['kind']): Set<string> {
  const last = new Map<string, Tie>()
  for (const tie of ties.toSorted((x, y) => x.at - y.at)) {
    last.set(`${tie.a} ${tie.b}`, tie)
    last.set(`${tie.b} ${tie.a}`, tie)
  }
  return new Set([...last].flatMap(([pair, tie]) => (tie.kind === kind ? [pair] : [])))
}

/** A change of another kind that is raised as the former one of the same series is cleared is the same affair. */
function takesPlace({ sighting, series }: Item, before: Item): boolean {
  const { clearedAt } = before.sighting
  return (
    before.series.id === series.id &&
    clearedAt !== null &&
    before.sighting.change !== sighting.change &&
    Math.abs(sighting.raisedAt - clearedAt) <= series.bucket
  )
}
