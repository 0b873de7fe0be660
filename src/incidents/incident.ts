// The changes that one cause explains: its root, what follows from it, and how it came to be seen like that. Plain data
// throughout, so that restart, replay and test take one path.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Labels } from '../core/series-key.ts'
import type { ChangeKind, Severity } from '../detection/change.ts'
import type { Stage } from '../indicators/indicator.ts'

/** A series that is watched, as far as correlation looks at it. */
export interface Watched {
  id: number
  indicator: string
  labels: Labels
  bucket: Millis
  /** What its facts go through together: the same kind of lifecycle of the same sources. */
  flow: string
  /** Where in the arithmetic of its flow it stands; null: nowhere. */
  stage: Stage | null
}

/** A change that stands, or one that has been cleared since an incident took it in. */
export interface Sighting {
  /** As of its record: unique and stable under replay. */
  change: string
  series: number
  raisedAt: Millis
  clearedAt: Millis | null
  kind: ChangeKind
  onset: Interval
  /** Size in baseline standard deviations, of either sign. */
  sigma: number
  severity: Severity
}

export interface Member extends Pick<Sighting, 'change' | 'series' | 'raisedAt' | 'clearedAt' | 'onset'> {
  /** Log odds that it belongs here rather than being an incident of its own, in nats; null: not asked. */
  odds: number | null
}

/** What explains all members: a value of a label, or the flow that all of them are part of. */
export type Explanation = { label: string; value: string } | { flow: string }

/** `silence`: facts have stopped coming; such changes are kept apart, so that they mask nothing. */
export type Nature = 'change' | 'silence'

export interface Incident {
  /** Of the change that it began with: 20 hex digits, stable under restart and replay. */
  id: string
  nature: Nature
  openedAt: Millis
  /** When the last member was cleared, or when it was merged into another; null while it stands. */
  closedAt: Millis | null
  mergedInto: string | null
  /** The root first, then by how early each was raised. */
  members: readonly Member[]
  /** Null of one change alone. */
  explanation: Explanation | null
  /** What became of it, oldest first; the oldest are dropped beyond a bound, the first never. */
  events: readonly IncidentEvent[]
}

export interface IncidentEvent {
  at: Millis
  what: 'opened' | 'joined' | 'left' | 'merged' | 'root' | 'closed'
  /** Series that it is about. */
  series: readonly number[]
  /** The incident that a merge took in, or that a member left for. */
  other: string | null
}

/** What a person says of two changes: one cause, or two. It binds for as long as both stand. */
export interface Tie {
  kind: 'link' | 'split'
  a: string
  b: string
  by: string
  at: Millis
  note: string
}

export function rootOf({ members }: Pick<Incident, 'members'>): Member {
  const [root] = members
  if (root === undefined) throw new RangeError('an incident has at least one member')
  return root
}

export function isOpen({ closedAt }: Pick<Incident, 'closedAt'>): boolean {
  return closedAt === null
}
