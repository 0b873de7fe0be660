// What tests of the PostgreSQL source share: the archetype's tables, a source on them, and a ledger that
// commits a batch whole or not at all, and takes no event that a store would refuse.
import assert from 'node:assert/strict'
import { type ManualClock, type Millis, manualClock } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { Event } from '../../../src/events/event.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'
import {
  applyEvent,
  isLifecycleEvent,
  type LifecycleEvent,
  lifecycleOf,
} from '../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import type { MemoryChange } from '../../../src/sources/memory.ts'
import type { Statement } from '../../../src/sources/postgres/connection/session.ts'
import type {
  PostgresOptions,
  TableMapping,
  TasksMapping,
} from '../../../src/sources/postgres/mapping/mapping.ts'
import { createPostgresSource } from '../../../src/sources/postgres/postgres-source.ts'
import type { Batch, Cursor, PulledSource, SourceProblem } from '../../../src/sources/source.ts'

export const START: Millis = Date.parse('2025-11-01T00:00:00Z')

export const TASK_TABLE = `
CREATE TABLE execution_tasks (
  id serial PRIMARY KEY,
  task_id text UNIQUE,
  type varchar(50),
  description text,
  status varchar(20) DEFAULT 'pending',
  metadata jsonb,
  result text,
  error text,
  created_at timestamptz DEFAULT now(),
  completed_at timestamptz
);
CREATE INDEX execution_tasks_status ON execution_tasks (status);
CREATE INDEX execution_tasks_created_at ON execution_tasks (created_at);`

export const TASKS: TasksMapping = {
  table: 'execution_tasks',
  as: 'tasks',
  columns: {
    id: 'task_id',
    type: 'type',
    createdAt: 'created_at',
    completedAt: 'completed_at',
    status: 'status',
    error: 'error',
    model: 'metadata.model',
  },
}

/** Where a test source finds what it has kept: in the ledger that it is pulled with. */
interface Kept {
  memory: Map<string, Uint8Array>
  lifecycles: Ledger['lifecycles']
}

const KEPT = new WeakMap<PulledSource, Kept>()

export interface TestSource {
  source: PulledSource
  clock: ManualClock
  statements: Statement[]
}

/** A source whose rows live by a clock that the test moves, unless options say otherwise. */
export function testSource(
  url: string,
  tables: readonly TableMapping[],
  options: Partial<PostgresOptions> & { clock?: ManualClock } = {},
): TestSource {
  const { clock = manualClock(START), ...rest } = options
  const kept: Kept = { memory: new Map(), lifecycles: new Map() }
  const statements: Statement[] = []
  const source = createPostgresSource(
    { name: 'platform', url, now: 'slowburn', lag: 2 * MINUTE, tables, ...rest },
    {
      clock,
      log: silentLogger,
      observe: statement => statements.push(statement),
      memory: {
        get: key => kept.memory.get(key) ?? null,
        known: event => {
          const known = isLifecycleEvent(event) ? kept.lifecycles.get(nameOf(event)) : undefined
          if (known === undefined) return null
          const { openedAt, endedAt, outcome, measures } = known
          return { begunAt: openedAt, endedAt, reopenedAt: measures.reopened_at ?? null, outcome }
        },
      },
    },
  )
  KEPT.set(source, kept)
  return { source, clock, statements }
}

/** Everything that was committed. An event that comes again must be the same event. */
export interface Ledger {
  cursor: Cursor | null
  events: Map<string, Event>
  duplicates: number
  /** What the source has kept for itself. */
  memory: Map<string, Uint8Array>
  /** What the events add up to, by kind and subject. */
  lifecycles: Map<string, Lifecycle>
  commit(batch: Batch): void
}

export function createLedger(): Ledger {
  const ledger: Ledger = {
    cursor: null,
    events: new Map(),
    duplicates: 0,
    memory: new Map(),
    lifecycles: new Map(),
    commit: batch => {
      for (const event of batch.events) {
        assert.equal(faultOfEvent(event), null, `${event.id} would be refused`)
        if (isLifecycleEvent(event)) {
          const name = nameOf(event)
          ledger.lifecycles.set(name, applyEvent(ledger.lifecycles.get(name) ?? null, event))
        }
        if (ledger.events.has(event.id)) ledger.duplicates++
        else ledger.events.set(event.id, event)
      }
      for (const change of batch.memory ?? []) remember(ledger.memory, change)
      ledger.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
    },
  }
  return ledger
}

function nameOf(event: LifecycleEvent): string {
  const { kind, subject } = lifecycleOf(event)
  return `${kind} ${subject}`
}

function remember(memory: Map<string, Uint8Array>, change: MemoryChange): void {
  if ('drop' in change) {
    for (const key of memory.keys()) if (key.startsWith(change.drop)) memory.delete(key)
  } else if (change.value === null) memory.delete(change.key)
  else memory.set(change.key, change.value)
}

/** Lets a source find what it has kept in a ledger: as after a restart on the same store. */
export function keepIn(ledger: Ledger, source: PulledSource): void {
  const kept = KEPT.get(source)
  if (kept !== undefined) Object.assign(kept, { memory: ledger.memory, lifecycles: ledger.lifecycles })
}

/** Pulls until caught up and commits every batch. */
export async function pullAll(source: PulledSource, ledger: Ledger, signal?: AbortSignal): Promise<Batch[]> {
  const batches: Batch[] = []
  keepIn(ledger, source)
  for await (const batch of source.pull(ledger.cursor, signal ?? new AbortController().signal)) {
    ledger.commit(batch)
    batches.push(batch)
  }
  return batches
}

/** All refusals of some batches, as `where: message` with their counts. */
export function refusals(batches: readonly Batch[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { where, message, refused } of batches.flatMap(batch => batch.problems)) {
    if (refused > 0) counts[`${where}: ${message}`] = (counts[`${where}: ${message}`] ?? 0) + refused
  }
  return counts
}

export function standing(batches: readonly Batch[]): readonly SourceProblem[] {
  return batches.at(-1)?.problems.filter(problem => problem.refused === 0) ?? []
}

/** A moment as SQL. */
export function at(ms: Millis): string {
  return `'${new Date(ms).toISOString()}'::timestamptz`
}
