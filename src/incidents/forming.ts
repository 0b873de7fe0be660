// The groups of changes as they form in one evaluation: each change goes where it gains most, and what it brings is settled
// by merges and by members that leave.
import { createHash } from 'node:crypto'
import {
  alone,
  type Cluster,
  cluster,
  type Item,
  joined,
  lagOf,
  logAlone,
  type Scale,
  seenOf,
} from './cluster.ts'
import { divided } from './divide.ts'
import type { Nature } from './incident.ts'
import { isSameSilence, isSilence } from './silence.ts'
import type { Bonds } from './ties.ts'

export interface Group {
  /** Of the incident that it is. */
  id: string
  openedAt: number
  nature: Nature
  cluster: Cluster
}

/** While what a cause has changed is hardly detected yet, and once all of it is. */
type Least = Record<'early' | 'late', number>

/** An early symptom has not yet paid for the hypothesis: a little less than nothing gained is enough, for a while. */
const MERGE: Least = { early: -3, late: 0 }
/** Who leaves must be clearly better off, so that nothing goes to and fro. */
const LEAVE: Least = { early: -4, late: -1 }
/** Share of what a cause has changed that is detected once time alone makes nothing clearer. */
const ALL_SEEN = 0.99
/** Groups that are weighed in full for one change. */
const WEIGHED = 4
const PASSES = 3
/** Groups of which several at once are tried together. */
const FEW = 4
/** Members of larger groups are not asked one by one whether they would rather leave. */
const SMALL = 12
/** Standard deviations that two times may lie apart before they are not weighed at all. */
const FAR = 7

export class Forming {
  readonly #scale: Scale
  readonly #bonds: Bonds
  readonly #groups = new Map<string, Group>()
  readonly #touched = new Set<string>()
  /** Ids of groups by the explanations that their members carry; of former ones too. */
  readonly #near = new Map<string, Set<string>>()
  /** Ids of the series that have a change in some group, or had one. */
  readonly #changed = new Set<number>()

  constructor(scale: Scale, bonds: Bonds) {
    this.#scale = scale
    this.#bonds = bonds
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()]
  }

  /** A group as it was; `moved` where what is known of its members has changed. What is young is weighed anew as time passes. */
  resume(group: Group, moved: boolean): void {
    this.#put(group)
    const isSettled = !moved && seenOf(group.cluster, this.#scale) > ALL_SEEN
    if (isSettled && !this.#bonds.concern(group.cluster.items)) this.#touched.delete(group.id)
  }

  add(item: Item): void {
    const nature: Nature = isSilence(item.sighting) ? 'silence' : 'change'
    const near = this.#nearTo(item, nature)
    const target =
      this.#boundTo(item, near) ??
      this.#linkedElsewhere(item, nature) ??
      (nature === 'silence' ? this.#silenceOf(item, near) : this.#bestFor(item, near))
    if (target === null) {
      this.#put({
        id: this.#newId(item.sighting.change),
        openedAt: item.sighting.raisedAt,
        nature,
        cluster: alone(item, this.#scale),
      })
      return
    }
    const others = target.cluster.items.filter(({ series }) => series.id !== item.series.id)
    const next =
      others.length === target.cluster.items.length ? joined(target.cluster, item, this.#scale) : null
    this.#put({ ...target, cluster: next ?? this.#together([...others, item]) })
  }

  /** Asked only of what may be bound: by a change of the same series, or by a person. */
  #boundTo(item: Item, near: readonly Group[]): Group | undefined {
    if (!this.#changed.has(item.series.id) && !this.#bonds.concern([item])) return undefined
    return near.find(({ cluster: { items } }) => this.#bonds.bound(items, item))
  }

  /** Of the change that it begins with; of one that leaves the group that began with it, another. */
  #newId(change: string, times = 1): string {
    const id = createHash('sha256')
      .update(JSON.stringify([change, times]))
      .digest('hex')
      .slice(0, 20)
    return this.#groups.has(id) ? this.#newId(change, times + 1) : id
  }

  /** Lets members leave and groups merge for as long as that gains, of what was touched. */
  settle(): void {
    for (let pass = 0; pass < PASSES; pass++) {
      const moved = [...this.#touched].filter(id => {
        const parted = this.#partFrom(id)
        return this.#mergeOnce(id) || parted
      })
      if (moved.length === 0) return
    }
  }

  #put(group: Group): void {
    this.#groups.set(group.id, group)
    this.#touched.add(group.id)
    for (const { series } of group.cluster.items) {
      this.#changed.add(series.id)
      for (const name of this.#scale.fleet.carried(series)) {
        const ids = this.#near.get(name) ?? new Set()
        this.#near.set(name, ids.add(group.id))
      }
    }
  }

  #drop({ id }: Group): void {
    this.#groups.delete(id)
    this.#touched.delete(id)
  }

  /** The nearest first. */
  #nearTo(item: Item, nature: Nature): Group[] {
    const found = new Map<string, { group: Group; far: number }>()
    for (const name of this.#scale.fleet.carried(item.series)) {
      const ids = this.#near.get(name) ?? new Set()
      for (const id of ids) {
        const group = this.#groups.get(id)
        if (group === undefined) ids.delete(id)
        else if (group.nature === nature && !found.has(id)) {
          const far = distance(group.cluster, item)
          if (far < FAR) found.set(id, { group, far })
        }
      }
    }
    return [...found.values()]
      .sort((a, b) => a.far - b.far || (a.group.id < b.group.id ? -1 : 1))
      .map(({ group }) => group)
  }

  #leastOf({ early, late }: Least, of: Cluster): number {
    const seen = seenOf(of, this.#scale)
    return early + (late - early) * seen
  }

  #linkedElsewhere(item: Item, nature: Nature): Group | null {
    return this.#linkedTo([item], nature)[0] ?? null
  }

  /** Groups that a person has linked with one of these, however far they are. */
  #linkedTo(items: readonly Item[], nature: Nature): Group[] {
    const linked = this.#bonds.linked(items)
    if (linked.size === 0) return []
    return this.groups.filter(
      one => one.nature === nature && one.cluster.items.some(({ sighting }) => linked.has(sighting.change)),
    )
  }

  #silenceOf(item: Item, near: readonly Group[]): Group | null {
    return (
      near.find(
        ({ cluster: { items } }) =>
          !this.#bonds.apart(items, [item]) && items.some(one => isSameSilence(one, item)),
      ) ?? null
    )
  }

  #bestFor(item: Item, near: readonly Group[]): Group | null {
    let best: Group | null = null
    let most = Number.NEGATIVE_INFINITY
    for (const group of near.slice(0, WEIGHED)) {
      if (this.#bonds.apart(group.cluster.items, [item])) continue
      const next = joined(group.cluster, item, this.#scale)
      if (next === null) continue
      const gain = next.logM - group.cluster.logM - logAlone(this.#scale)
      if (gain > most && gain > this.#leastOf(MERGE, next)) {
        best = group
        most = gain
      }
    }
    return best
  }

  /** With the group next to it, or with several at once: many that are each too little may be enough together. */
  #mergeOnce(id: string): boolean {
    const group = this.#groups.get(id)
    if (group === undefined) return false
    const linked = this.#linkedTo(group.cluster.items, group.nature).filter(other => other.id !== id)
    if (linked.some(other => this.#unite([group, other], MERGE))) return true
    if (group.nature === 'silence') return false
    const { root } = group.cluster
    const others = this.#nearTo(root, 'change')
      .filter(other => other.id !== id && !this.#bonds.apart(group.cluster.items, other.cluster.items))
      .slice(0, group.cluster.items.length > SMALL ? 2 : WEIGHED)
    if (others.some(other => this.#unite([group, other], MERGE))) return true
    const few = [group, ...others].every(one => one.cluster.items.length <= FEW)
    if (!few) return false
    const surely: Least = { early: 0, late: 0 }
    return others.some((_, n) => n > 0 && this.#unite([group, ...others.slice(0, n + 1)], surely))
  }

  /** Where that gains more than `least`, or is said to be one. The oldest goes on. */
  #unite(groups: readonly Group[], least: Least): boolean {
    const [oldest, ...newer] = groups.toSorted((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1))
    if (oldest === undefined) return false
    const items = [oldest, ...newer].flatMap(one => one.cluster.items)
    const linked = newer.some(one =>
      one.cluster.items.some(item => this.#bonds.bound(oldest.cluster.items, item)),
    )
    const next = cluster(items, this.#scale)
    const before = groups.reduce((sum, one) => sum + one.cluster.logM, 0)
    if (!linked && (next === null || next.logM - before <= this.#leastOf(least, next))) return false
    for (const one of newer) this.#drop(one)
    this.#put({ ...oldest, cluster: next ?? this.#together(items) })
    return true
  }

  /** Whoever was split from the others, or would be clearly better off elsewhere, goes; one at a time. */
  #partFrom(id: string): boolean {
    const group = this.#groups.get(id)
    if (group === undefined || group.cluster.items.length < 2) return false
    const leaving = this.#leaving(group)
    if (leaving === null) return this.#divide(group)
    const staying = group.cluster.items.filter(one => one !== leaving)
    this.#put({ ...group, cluster: this.#together(staying) })
    this.add(leaving)
    return true
  }

  /** Two causes that lie near each other look like one until their symptoms are seen: then these go together. */
  #divide(group: Group): boolean {
    const { items } = group.cluster
    if (group.nature === 'silence' || items.length > 2 * SMALL || this.#bonds.concern(items)) return false
    const parts = divided(group.cluster, this.#scale, this.#leastOf(LEAVE, group.cluster))
    if (parts === null) return false
    this.#put({ ...group, cluster: parts.staying })
    this.#put({
      id: this.#newId(parts.leaving.root.sighting.change),
      openedAt: Math.min(...parts.leaving.items.map(({ sighting }) => sighting.raisedAt)),
      nature: group.nature,
      cluster: parts.leaving,
    })
    return true
  }

  #leaving({ cluster: whole, nature }: Group): Item | null {
    const { items, root, logM } = whole
    const split =
      items.find(item => item !== root && this.#bonds.apart([root], [item])) ??
      items.find(item => this.#bonds.apart(items, [item]))
    if (split !== undefined) return split
    if (nature === 'silence' || items.length > SMALL) return null
    const leaves = items.find(item => {
      const others = items.filter(one => one !== item)
      if (this.#bonds.bound(others, item)) return false
      const rest = cluster(others, this.#scale)
      return rest !== null && logM - rest.logM - logAlone(this.#scale) < this.#leastOf(LEAVE, whole)
    })
    return leaves ?? null
  }

  /** Also where no explanation reaches all of them: a person or a rule says that they are together. */
  #together(items: readonly Item[]): Cluster {
    const found = cluster(items, this.#scale)
    if (found !== null) return found
    const [first] = items.toSorted((a, b) => a.rank - b.rank || a.density.at - b.density.at)
    if (first === undefined) throw new RangeError('a group has at least one change')
    return { ...alone(first, this.#scale), items, explanation: null }
  }
}

/** Between the times of the root and of the change, in standard deviations of their difference. */
function distance({ root }: Cluster, item: Item): number {
  const lag = Math.max(lagOf(root, item).mean, lagOf(item, root).mean)
  const [a, b] = [spreadOf(root), spreadOf(item)]
  // `Math.hypot` takes several times as long: this is asked of every group for every change.
  return Math.abs(item.density.at - root.density.at) / Math.sqrt(a * a + b * b + lag * lag)
}

function spreadOf({ density: { early, late } }: Item): number {
  return Math.max(early, late)
}
