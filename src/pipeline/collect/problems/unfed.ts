// What a source brings though its `feeds` does not name it: such facts are kept, and no series is made of them. It is remembered
// beside the source from the first of them on, since they may never come again, and stands as a problem until `feeds` names it.
import type { Millis } from '../../../core/clock.ts'
import { kindOf, type LifecycleEvent } from '../../../lifecycles/join.ts'
import { isLifecycleKind, type LifecycleKind } from '../../../lifecycles/registry.ts'
import type { Source, SourceProblem } from '../../../sources/source.ts'
import type { SourceStore } from '../../../storage/store.ts'
import { feeds } from '../../plan.ts'
import { recallList, rememberList } from './remembered.ts'

type Feeding = Pick<Source, 'name' | 'feeds'>

/** Plain JSON. */
interface Unfed {
  /** As `feeds` would have to name it. */
  feed: string
  kind: LifecycleKind
  count: number
  firstAt: Millis
  lastAt: Millis
}

const OWNER = '#unfed events'
/** A source that makes up names is held to as many. */
const MOST_FEEDS = 20

/** By the name that is missing in `feeds`, the events that need it there. Empty where the source declares all that it brings. */
export function unfedEvents(
  events: readonly LifecycleEvent[],
  source: Pick<Source, 'feeds'>,
): ReadonlyMap<string, readonly LifecycleEvent[]> {
  const named = new Set(source.feeds)
  return Map.groupBy(
    events.filter(event => !named.has(feedOf(event))),
    feedOf,
  )
}

/** Must run inside the commit in which the events are kept. */
export function rememberUnfed(
  store: Pick<SourceStore, 'recall' | 'remember'>,
  source: Feeding,
  events: readonly LifecycleEvent[],
  now: Millis,
): void {
  const unfed = unfedEvents(events, source)
  if (unfed.size === 0) return
  const known = new Map(remembered(store, source).map(one => [one.feed, one]))
  for (const [feed, some] of unfed) {
    const before = known.get(feed)
    if (before === undefined && known.size >= MOST_FEEDS) continue
    const { count, firstAt } = before ?? { count: 0, firstAt: now }
    const kind = kindOf(some[0] as LifecycleEvent)
    known.set(feed, { feed, kind, count: count + some.length, firstAt, lastAt: now })
  }
  rememberList(store, OWNER, source.name, [...known.values()])
}

/** What stands against the source for them. Where nothing else of the kind is fed, nothing at all can be seen of it. */
export function unfedProblems(store: Pick<SourceStore, 'recall'>, source: Feeding): readonly SourceProblem[] {
  return remembered(store, source).map(({ feed, kind, count, firstAt, lastAt }) => {
    const isSeen = feeds(source, kind)
    return {
      where: 'feeds',
      key: `brings ${feed}`,
      message: `it brought ${count} events of ${feed}, which its \`feeds\` does not name${isSeen ? '' : ': no series is made of them'}`,
      remedy: `Name ${feed} in \`feeds\` of the source, or let it bring none; what came is kept`,
      refused: 0,
      ...(isSeen ? {} : { blind: { table: feed, since: firstAt, lastRow: lastAt, unfed: true as const } }),
    }
  })
}

/** A gauge by its own name, all else by its kind. */
function feedOf(event: LifecycleEvent): string {
  return event.type === 'gauge.observed' ? event.data.name : kindOf(event)
}

/** But for what is named by now. */
function remembered(store: Pick<SourceStore, 'recall'>, { name, feeds: named }: Feeding): readonly Unfed[] {
  return recallList(store, OWNER, name, isUnfed).filter(({ feed }) => !named.includes(feed))
}

function isUnfed(value: unknown): value is Unfed {
  if (typeof value !== 'object' || value === null) return false
  const { feed, kind, count, firstAt, lastAt } = value as Partial<Record<keyof Unfed, unknown>>
  return (
    typeof feed === 'string' &&
    typeof kind === 'string' &&
    isLifecycleKind(kind) &&
    [count, firstAt, lastAt].every(one => typeof one === 'number')
  )
}
