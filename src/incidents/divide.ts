// Two causes that were taken for one: whether the changes of a cluster are likelier as two clusters, each with its own root.
import { alone, byNearness, type Cluster, type Item, joined, type Scale } from './cluster.ts'

/** Candidates for the root of what leaves. */
const SECONDS = 6
/** Two of each are the fewest that go together; one alone leaves by itself. */
const FEWEST = 4

/** Null unless the whole gains less than `least` over its two parts; `staying` has the root of the whole. */
export function divided(
  whole: Cluster,
  scale: Scale,
  least: number,
): { staying: Cluster; leaving: Cluster } | null {
  if (whole.items.length < FEWEST) return null
  const others = whole.items.filter(one => one !== whole.root).sort(byNearness)
  for (const second of others.slice(0, SECONDS)) {
    const parts = around(whole.root, second, others, scale)
    if (parts === null || parts.leaving.items.length < 2) continue
    if (whole.logM - parts.staying.logM - parts.leaving.logM < least) return parts
  }
  return null
}

/** Each goes where it gains more; null where one would go nowhere. */
function around(
  root: Item,
  second: Item,
  others: readonly Item[],
  scale: Scale,
): { staying: Cluster; leaving: Cluster } | null {
  let staying = alone(root, scale)
  let leaving = alone(second, scale)
  for (const item of others) {
    if (item === second) continue
    const here = joined(staying, item, scale)
    const there = joined(leaving, item, scale)
    if (here === null && there === null) return null
    if (gainOf(here, staying) >= gainOf(there, leaving)) staying = here ?? staying
    else leaving = there ?? leaving
  }
  return { staying, leaving }
}

function gainOf(next: Cluster | null, before: Cluster): number {
  return next === null ? Number.NEGATIVE_INFINITY : next.logM - before.logM
}
