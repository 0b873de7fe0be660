// A fault that an audit plants in what a source brings: pure transformations of lifecycles, or what becomes of the source itself.
import type { Millis } from '../../../core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/duration.ts'
import type { Random } from '../../../core/random.ts'
import type { Lifecycle } from '../../../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../../../lifecycles/registry.ts'

export interface FactPlant {
  readonly name: string
  /** What it does. */
  readonly words: string
  /** Whether a watch that overlooks it fails. */
  readonly must: boolean
  readonly within: Millis
  /** Of which kind there must be so many a day for it to say something; null: it is of the source itself. */
  readonly needs: { kind: LifecycleKind; aDay: number } | null
  /** What becomes of the source: it `fails` as a whole, or a table of it cannot be read; by default neither. */
  readonly source?: 'fails' | 'blind'
  /** Of each kind; those given are left as they are. Left out: nothing changes. */
  apply?(lifecycles: readonly Lifecycle[], random: Random): Lifecycle[]
}

/** Of all tasks. */
const MIXED_IN = 0.5
const STORM = { share: 0.2, retries: 10, every: 2 * MINUTE }
/** Of what was found to be true. */
const FALSIFIED = 0.8

export const FACT_PLANTS: readonly FactPlant[] = [
  {
    name: 'dead collector',
    words: 'a source cannot be read any more',
    must: true,
    within: 2 * HOUR,
    needs: null,
    source: 'fails',
  },
  {
    name: 'dropped column',
    words: 'a column that is read is not there any more, so that nothing comes of its table',
    must: true,
    within: 2 * HOUR,
    needs: null,
    source: 'blind',
  },
  {
    name: 'retry storm',
    words: 'a fifth of the tasks fail, and are tried again ten times',
    must: true,
    within: 2 * DAY,
    needs: { kind: 'task', aDay: 100 },
    apply: (lifecycles, random) => lifecycles.flatMap(one => stormOf(one, random)),
  },
  {
    name: 'mix',
    words: 'half of the tasks are such as the slowest tenth was',
    must: false,
    within: 2 * DAY,
    needs: { kind: 'task', aDay: 100 },
    apply: mixed,
  },
  {
    name: 'false claims',
    words: 'four in five of the claims that were true are false',
    must: false,
    within: 6 * DAY,
    needs: { kind: 'claim', aDay: 50 },
    apply: (lifecycles, random) =>
      lifecycles.map(one => (one.kind === 'claim' && random.chance(FALSIFIED) ? falsified(one) : one)),
  },
  {
    name: 'rubber stamp',
    words: 'every claim is called true a second after it was made',
    must: false,
    within: 6 * DAY,
    needs: { kind: 'claim', aDay: 50 },
    apply: lifecycles => lifecycles.map(one => (one.kind === 'claim' ? stamped(one) : one)),
  },
]

function stormOf(one: Lifecycle, random: Random): Lifecycle[] {
  const { kind, endedAt, openedAt, subject } = one
  if (kind !== 'task' || endedAt === null || openedAt === null || !random.chance(STORM.share)) return [one]
  const retries = Array.from({ length: STORM.retries }, (_, k): Lifecycle => {
    const later = (k + 1) * STORM.every
    const startedAt = one.startedAt === null ? null : one.startedAt + later
    return {
      ...one,
      subject: `${subject}-retry-${k}`,
      openedAt: openedAt + later,
      startedAt,
      endedAt: endedAt + later,
      outcome: 'failed',
    }
  })
  return [{ ...one, outcome: 'failed' }, ...retries]
}

function mixed(lifecycles: readonly Lifecycle[], random: Random): Lifecycle[] {
  const lasting = lifecycles
    .filter(({ kind, openedAt, endedAt }) => kind === 'task' && openedAt !== null && endedAt !== null)
    .toSorted((a, b) => tookOf(b) - tookOf(a))
  const slowest = lasting.slice(0, Math.ceil(lasting.length / 10))
  return lifecycles.map(one => {
    if (one.kind !== 'task' || slowest.length === 0 || !random.chance(MIXED_IN)) return one
    return asLongAs(one, random.pick(slowest))
  })
}

/** It begins when it did, and has the labels and the durations of the other. */
function asLongAs(one: Lifecycle, other: Lifecycle): Lifecycle {
  const openedAt = one.openedAt ?? one.endedAt ?? 0
  const by = openedAt - (other.openedAt ?? 0)
  const moved = (at: Millis | null): Millis | null => (at === null ? null : at + by)
  const { start, labels, outcome, measures } = other
  return {
    ...one,
    start,
    labels,
    outcome,
    measures,
    openedAt,
    startedAt: moved(other.startedAt),
    endedAt: moved(other.endedAt),
  }
}

function tookOf({ openedAt, endedAt }: Lifecycle): Millis {
  return (endedAt ?? 0) - (openedAt ?? 0)
}

function falsified(one: Lifecycle): Lifecycle {
  const { unaudited_true: _, ...measures } = one.measures
  return {
    ...one,
    outcome: 'false',
    measures: { ...measures, ...(_ === undefined ? {} : { unaudited_true: 0 }) },
  }
}

function stamped(one: Lifecycle): Lifecycle {
  const { openedAt } = one
  if (openedAt === null) return one
  const { unaudited_at: _at, unaudited_true: _true, ...measures } = one.measures
  return { ...one, endedAt: openedAt + SECOND, outcome: 'true', measures: { ...measures, audit: 0 } }
}
