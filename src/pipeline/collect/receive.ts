// What a receiving source is handed: its commit, and at each tick the moment up to which it is complete.
import type { Clock } from '../../core/clock.ts'
import { SourceError } from '../../core/errors.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { takeCandidates } from '../../events/take.ts'
import { readMemory } from '../../sources/batch.ts'
import type { MemoryChange } from '../../sources/memory.ts'
import { MISREPORTED, readRefused } from '../../sources/refused.ts'
import { faultOfLateness } from '../../sources/shape.ts'
import type { Commit, Committed, ReceivingSource, RefusedCandidate } from '../../sources/source.ts'
import type { SourceState, Store } from '../../storage/store.ts'
import { type AskDeps, ask } from './ask.ts'
import { type CommitDeps, commitBatch, completeUpTo } from './commit.ts'
import type { Untaken } from './problems/untaken.ts'
import { type SourceStatus, soundStatus } from './status.ts'

export interface ReceiveDeps extends CommitDeps, AskDeps {
  owners: Owners
}

export interface AdvanceDeps {
  store: Store
  clock: Clock
  unanswered: ReadonlyMap<string, string>
  untaken: Pick<Untaken, 'whyOf' | 'completeAtMost'>
}

/**
 * Resolves once what is good is on disk, and all of it is counted. Begins when the call to it has returned, and takes over what it is
 * handed; what is written then must not be interrupted for the fault of the source.
 */
export function commitOf(source: Pick<ReceivingSource, 'name' | 'feeds'>, deps: ReceiveDeps): Commit {
  const owner: Owner = { kind: 'source', name: source.name }
  return async (candidates, turnedAway = [], memory = []) => {
    await Promise.resolve()
    const taken = deps.owners.under(owner, () =>
      ask(source.name, () => takeOver(candidates, turnedAway, memory), deps),
    )
    return deps.owners.under(null, () => keep(source, taken, deps))
  }
}

interface TakenOver {
  candidates: readonly unknown[]
  turnedAway: readonly RefusedCandidate[]
  memory: readonly MemoryChange[]
}

/** As plain data. Throws where the records that the source would keep are none: what it tells next would not add up. */
function takeOver(candidates: unknown, turnedAway: unknown, records: unknown): TakenOver {
  const read = readMemory(records)
  if ('fault' in read) throw new SourceError(read.fault)
  const { memory = [] } = read
  return { candidates: takeCandidates(candidates), turnedAway: readRefused(turnedAway), memory }
}

function keep(
  source: Pick<ReceivingSource, 'name' | 'feeds'>,
  { candidates, turnedAway, memory }: TakenOver,
  deps: CommitDeps,
): Committed {
  const advance = (before: SourceState, now: number): SourceState => ({ ...before, lastSuccessAt: now })
  const committed = commitBatch(source, candidates, advance, deps, { memory, turnedAway })
  const unsound = turnedAway.find(({ reason }) => reason === MISREPORTED)
  if (unsound !== undefined) {
    deps.log.error('a source reports what it refused in a form that cannot be read', {
      source: source.name,
      error: unsound.detail,
    })
  }
  return committed
}

/**
 * A source that is silent is complete all the same: whoever sends is bound to its lateness. Throws where it does not say how
 * long that is, does not answer, or cannot take what it is sent: it is complete up to no later moment then.
 */
export function advanceReceiving(
  source: ReceivingSource,
  { store, clock, unanswered, untaken }: AdvanceDeps,
): SourceStatus {
  const why = unanswered.get(source.name) ?? untaken.whyOf(source.name)
  if (why !== null) throw new Error(why)
  const before = store.sources.load(source.name)
  const now = clock.now()
  const { lateness } = source
  const fault = faultOfLateness(lateness)
  if (fault !== null) throw new Error(fault)
  const complete = completeUpTo(before, untaken.completeAtMost(source.name, lateness, now))
  store.sources.save(source.name, { ...before, completeUpTo: complete, lastSuccessAt: now })
  return soundStatus({ name: source.name, completeUpTo: complete, at: now })
}
